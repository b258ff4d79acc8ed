package io.ringfence.edge.call;

/// A side of a call.
public enum Side {
  CALLER,
  CALLEE;

  public Side other() {
    return this == CALLER ? CALLEE : CALLER;
  }
}
