package io.ringfence.edge.admission;

import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;

/// Remembers from where which accounts are logged in to: IPv4 addresses and IPv6 /64s. For any
/// thread.
public final class KnownLogins {

  private final KnownSources pairs;
  private final Inhabitants inhabitants;

  /// @param maxPairs of an account and a source, and how many sources
  /// @param seed keeps outsiders from choosing names that are taken for others
  public KnownLogins(int maxPairs, Duration lifetime, long seed) {
    this.pairs = new KnownSources(maxPairs, lifetime, seed);
    this.inhabitants = new Inhabitants(maxPairs, lifetime, seed);
  }

  /// The account was logged in to from here.
  public void seen(String account, IpAddress source, long atMillis) {
    pairs.seen(account, source, atMillis);
    inhabitants.seen(account, source, atMillis);
  }

  /// Whether the account was logged in to from here lately.
  public boolean has(String account, IpAddress source, long nowMillis) {
    return pairs.has(account, source, nowMillis);
  }

  /// Whether one of these trunks was logged in to from here lately.
  public boolean hasTrunk(Trunks trunks, IpAddress source, long nowMillis) {
    long since = nowMillis - trunks.memory().toMillis();
    for (String account : trunks.accounts()) {
      if (pairs.hasSince(account, source, since)) {
        return true;
      }
    }
    return false;
  }

  /// Who uses the source besides this account.
  public Neighbourhood neighbourhood(String account, IpAddress source, long nowMillis) {
    if (!inhabitants.hasOthers(account, source, nowMillis)) {
      return Neighbourhood.ALONE;
    }
    return pairs.has(account, source, nowMillis)
        ? Neighbourhood.SHARED_WITH_OTHERS
        : Neighbourhood.SHARED_BY_OTHERS;
  }

  /// How many pairs and sources were given up at the bound.
  public long evicted() {
    return pairs.evicted() + inhabitants.evicted();
  }
}
