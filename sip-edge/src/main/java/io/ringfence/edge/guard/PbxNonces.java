package io.ringfence.edge.guard;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.KnownSources;
import java.time.Duration;

/// The nonces that the PBX has issued through us, by the source they went to. Credentials that
/// answer another one prove nothing of where they come from. Not for several threads.
public final class PbxNonces {

  private final KnownSources issued;
  private final KnownSources accepted;

  /// @param seed keeps outsiders from choosing nonces that are taken for others
  public PbxNonces(int max, Duration lifetime, long seed) {
    this.issued = new KnownSources(max, lifetime, seed);
    this.accepted = new KnownSources(max, lifetime, seed + 1);
  }

  void issued(String nonce, IpAddress source, long nowMillis) {
    issued.seen(nonce, source, nowMillis);
  }

  /// Whether the source has received the nonce.
  public boolean isIssued(String nonce, IpAddress source, long nowMillis) {
    return issued.has(nonce, source, nowMillis);
  }

  void accepted(String nonce, String username, IpAddress source, long nowMillis) {
    accepted.seen(pair(nonce, username), source, nowMillis);
  }

  /// Whether this login has answered the nonce with the right password before.
  boolean isAccepted(String nonce, String username, IpAddress source, long nowMillis) {
    return accepted.has(pair(nonce, username), source, nowMillis);
  }

  private static String pair(String nonce, String username) {
    return nonce + '\n' + username;
  }

  /// How many were given up at the bound.
  public long evicted() {
    return issued.evicted();
  }
}
