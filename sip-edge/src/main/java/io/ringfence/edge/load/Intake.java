package io.ringfence.edge.load;

/// Which new requests are taken; the others get 503 with Retry-After. What belongs to a dialog or a
/// transaction that is there is always taken. For any thread.
public final class Intake {

  private volatile boolean behind;
  private volatile boolean draining;

  /// The loop is behind, or no longer.
  public void behind(boolean now) {
    behind = now;
  }

  /// The end has begun: nothing new from now on.
  public void drain() {
    draining = true;
  }

  /// Whether every new request is taken.
  public boolean takesAll() {
    return !behind && !draining;
  }

  /// Whether a new request is taken.
  ///
  /// @param isKnown whether its source is one that an account is bound to, or is trusted
  public boolean takes(boolean isKnown) {
    return !draining && (isKnown || !behind);
  }
}
