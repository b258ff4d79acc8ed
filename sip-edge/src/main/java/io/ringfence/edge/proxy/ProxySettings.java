package io.ringfence.edge.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Bounds of the proxy.
///
/// @param maxTransactions client and server transactions together
/// @param maxTransactionsPerSender those of one account, or of one source without
/// @param maxTargets how many phones a request is forked to at most
/// @param timerC how long an invitation may ring (RFC 3261 §16.6, step 11)
/// @param upstreamPatience how long a server may stay silent before the next one is tried
/// @param dialogLifetime for how long after its beginning requests of a dialog are relayed
/// @param groupPatience how long the phones that an account prefers ring before the others do
/// @param returnRoute how a PBX that owns the accounts is told the way back to a phone; `null` when
///     they are ours
public record ProxySettings(
    int maxTransactions,
    int maxTransactionsPerSender,
    int maxTargets,
    Duration timerC,
    Duration upstreamPatience,
    Duration dialogLifetime,
    Duration groupPatience,
    @Nullable ReturnRoute returnRoute) {

  private static final Duration MIN_TIMER_C = Duration.ofMinutes(3);

  public static final ProxySettings DEFAULT =
      new ProxySettings(
          20_000,
          2_000,
          10,
          Duration.ofSeconds(181),
          Duration.ofSeconds(6),
          Duration.ofHours(24),
          Duration.ofSeconds(20),
          null);

  public ProxySettings {
    if (timerC.compareTo(MIN_TIMER_C) <= 0) {
      throw new IllegalArgumentException("timer C must be longer than 3 minutes, not " + timerC);
    }
    if (maxTransactions < 1
        || maxTransactionsPerSender < 1
        || maxTargets < 1
        || !upstreamPatience.isPositive()
        || !dialogLifetime.isPositive()) {
      throw new IllegalArgumentException("bounds of the proxy must be at least 1");
    }
  }

  /// Whether credentials for our domain are for us, and go no further (RFC 3261 §22.3).
  boolean endsCredentials() {
    return returnRoute == null;
  }
}
