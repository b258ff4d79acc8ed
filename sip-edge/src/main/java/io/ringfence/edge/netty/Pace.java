package io.ringfence.edge.netty;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a connection's peer does its part in time. Pure; times are of a clock that only goes on.
final class Pace {

  /// What a peer takes too long for: the label of `ringfence_sip_connections_closed_total`.
  enum Fault {
    HANDSHAKE_TIMEOUT,
    SLOW_SENDER,
    SLOW_READER,
    IDLE;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// How long each may take.
  record Limits(Duration handshake, Duration message, Duration idle, Duration write) {}

  private static final long NONE = Long.MAX_VALUE;

  private final Limits limits;
  private long handshakeSince;
  private long aliveAt;
  private long messageSince = NONE;
  private long unreadSince = NONE;

  Pace(Limits limits, long nowMillis) {
    this.limits = limits;
    this.handshakeSince = nowMillis;
    this.aliveAt = nowMillis;
  }

  /// The handshake is done, or there is none.
  void established(long nowMillis) {
    handshakeSince = NONE;
    alive(nowMillis);
  }

  boolean isEstablished() {
    return handshakeSince == NONE;
  }

  /// Octets have come, of a message that has begun now or before.
  void begun(long nowMillis) {
    messageSince = Math.min(messageSince, nowMillis);
  }

  /// A whole message or keep-alive has come.
  void alive(long nowMillis) {
    aliveAt = nowMillis;
    messageSince = NONE;
  }

  /// The peer does not read what it is sent.
  void unread(long nowMillis) {
    unreadSince = Math.min(unreadSince, nowMillis);
  }

  /// It reads again. What came meanwhile has waited for this side.
  void read(long nowMillis) {
    unreadSince = NONE;
    if (messageSince != NONE) {
      messageSince = nowMillis;
    }
  }

  /// When the peer has ceased to read; the greatest number when it reads.
  long unreadSince() {
    return unreadSince;
  }

  /// What the peer takes too long for, if anything.
  @Nullable Fault fault(long nowMillis) {
    if (isOver(handshakeSince, limits.handshake, nowMillis)) {
      return Fault.HANDSHAKE_TIMEOUT;
    }
    if (unreadSince != NONE) {
      return isOver(unreadSince, limits.write, nowMillis) ? Fault.SLOW_READER : null;
    }
    if (isOver(messageSince, limits.message, nowMillis)) {
      return Fault.SLOW_SENDER;
    }
    return isOver(aliveAt, limits.idle, nowMillis) ? Fault.IDLE : null;
  }

  private static boolean isOver(long since, Duration limit, long nowMillis) {
    return since != NONE && nowMillis - since >= limit.toMillis();
  }
}
