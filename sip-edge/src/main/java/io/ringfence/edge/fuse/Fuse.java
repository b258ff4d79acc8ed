package io.ringfence.edge.fuse;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Counts each source's failed logins in the policy's sliding window, so that the guesses between
/// the last allowed failure and auth-guard's decision are not evaluated. It decides nothing else:
/// the block, its evidence and its length are auth-guard's. A source is an IPv4 address or an IPv6
/// /64. Not for several threads.
///
/// Sources are kept in the order of their latest failure. A full table gives up the one that has
/// been quiet longest, which is counted: its failures so far are then known to auth-guard only.
public final class Fuse {

  private static final int NETWORK_BITS = 64;

  private final int maxSources;
  private final LinkedHashMap<IpAddress, Failures> sources = new LinkedHashMap<>();
  private long evicted;

  /// @param maxSources how many sources with recent failures are remembered
  public Fuse(int maxSources) {
    this.maxSources = maxSources;
  }

  /// Whether a login that was rejected for this reason is a guess at a password, and so counts.
  /// Who answers with a password that the account had until lately is a phone that nobody told, and
  /// a replayed answer guesses nothing.
  public static boolean counts(Reason reason) {
    return switch (reason) {
      case BAD_CREDENTIALS, UNKNOWN_ACCOUNT, LOCKED_ACCOUNT -> true;
      case STALE_PASSWORD,
          REPLAYED_NONCE,
          NOT_PERMITTED,
          MALFORMED,
          SCANNER,
          FLOOD,
          WRONG_DOMAIN,
          UNKNOWN ->
          false;
    };
  }

  /// Whether the source has had all its failures within the period.
  public boolean isBlown(IpAddress source, GuardPolicy policy, long nowMillis) {
    if (!policy.enabled() || sources.isEmpty()) {
      return false;
    }
    var failures = sources.get(network(source));
    return failures != null && failures.within(policy, nowMillis) >= policy.attempts();
  }

  /// Records a failure.
  ///
  /// @return how many there are now within the period, this one included
  public int failed(IpAddress source, GuardPolicy policy, long nowMillis) {
    var failures = sources.remove(network(source));
    if (failures == null) {
      makeRoom(policy, nowMillis);
      failures = new Failures();
    }
    sources.put(network(source), failures);
    failures.add(nowMillis, policy.attempts());
    return failures.within(policy, nowMillis);
  }

  /// How many failures the source has left; at least 0.
  public int left(IpAddress source, GuardPolicy policy, long nowMillis) {
    if (!policy.enabled()) {
      return Integer.MAX_VALUE;
    }
    var failures = sources.isEmpty() ? null : sources.get(network(source));
    int failed = failures == null ? 0 : failures.within(policy, nowMillis);
    return Math.max(0, policy.attempts() - failed);
  }

  /// What counts as one source: of an IPv6 /64 one host has all addresses.
  public static IpAddress network(IpAddress source) {
    return source.v6() ? new IpAddress(true, source.high(), 0) : source;
  }

  private void makeRoom(GuardPolicy policy, long nowMillis) {
    removeEldest(eldest -> eldest.within(policy, nowMillis) == 0);
    removeEldest(eldest -> eldest.within(policy, nowMillis) == 0);
    if (sources.size() >= maxSources) {
      removeEldest(eldest -> true);
      evicted++;
    }
  }

  private void removeEldest(Predicate<Failures> condition) {
    Map.@Nullable Entry<IpAddress, Failures> eldest = sources.firstEntry();
    if (eldest != null && condition.test(eldest.getValue())) {
      sources.pollFirstEntry();
    }
  }

  /// Forgives the sources of a target what they did up to this time. Of a block on less than a
  /// network's addresses the whole network profits: its failures are not told apart.
  public void forgive(BlockTarget target, long untilMillis) {
    switch (target) {
      case BlockTarget.Ip(var address) -> forgive(address, untilMillis);
      case BlockTarget.IpAccount(var address, var _) -> forgive(address, untilMillis);
      case BlockTarget.Prefix(var prefix) -> {
        if (prefix.address().v6() && prefix.length() > NETWORK_BITS) {
          forgive(prefix.address(), untilMillis);
        } else {
          forgive(prefix::contains, untilMillis);
        }
      }
      case BlockTarget.Account _ -> {}
    }
  }

  /// Forgives a source what it did up to this time.
  public void forgive(IpAddress source, long untilMillis) {
    var failures = sources.get(network(source));
    if (failures != null) {
      failures.forget(untilMillis);
      if (failures.isEmpty()) {
        sources.remove(network(source));
      }
    }
  }

  /// Forgives sources what they did up to this time.
  public void forgive(Predicate<IpAddress> which, long untilMillis) {
    sources
        .entrySet()
        .removeIf(
            entry -> {
              var failures = entry.getValue();
              if (which.test(entry.getKey())) {
                failures.forget(untilMillis);
              }
              return failures.isEmpty();
            });
  }

  /// Forgives everybody.
  public void clear() {
    sources.clear();
  }

  public int size() {
    return sources.size();
  }

  /// How many sources were given up at the bound.
  public long evicted() {
    return evicted;
  }
}
