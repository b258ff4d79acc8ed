package io.ringfence.edge.fuse;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Neighbourhood;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Counts each source's failed logins in the policy's sliding window, so that the guesses between
/// the last allowed failure and auth-guard's decision are not evaluated. It decides nothing else:
/// the block, its evidence and its length are auth-guard's. A source is an IPv4 address or an IPv6
/// /64. Not for several threads.
///
/// It follows auth-guard's ladder: while other accounts use the source, each account there has its
/// own count, and the whole source goes unheard only when the failures spread over as many accounts
/// that nobody uses from there as the rule for that says.
///
/// Sources are kept in the order of their latest failure. A full table gives up the one that has
/// been quiet longest, which is counted: its failures so far are then known to auth-guard only.
public final class Fuse {

  private static final int NETWORK_BITS = 64;

  private final int maxSources;
  private final LinkedHashMap<IpAddress, Suspect> sources = new LinkedHashMap<>();
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
    var suspect = suspect(source, policy);
    return suspect != null && suspect.isBlown(policy, nowMillis);
  }

  /// Whether the account has had all its failures from there within the period.
  public boolean isBlown(IpAddress source, String account, GuardPolicy policy, long nowMillis) {
    var suspect = suspect(source, policy);
    return suspect != null && suspect.isBlown(account, policy, nowMillis);
  }

  /// Whether any account may have had them.
  public boolean concernsAccounts(IpAddress source) {
    var suspect = sources.isEmpty() ? null : sources.get(network(source));
    return suspect != null && suspect.hasAccounts();
  }

  private @Nullable Suspect suspect(IpAddress source, GuardPolicy policy) {
    return !policy.enabled() || sources.isEmpty() ? null : sources.get(network(source));
  }

  /// Records a failure.
  ///
  /// @return how many there are now within the period, this one included, of those it counts with
  public int failed(
      IpAddress source,
      String account,
      Neighbourhood neighbourhood,
      GuardPolicy policy,
      long nowMillis) {
    var suspect = sources.remove(network(source));
    if (suspect == null) {
      makeRoom(policy, nowMillis);
      suspect = new Suspect();
    }
    sources.put(network(source), suspect);
    return suspect.failed(account, neighbourhood, policy, nowMillis);
  }

  /// How many failures the account has left there; at least 0.
  public int left(
      IpAddress source,
      String account,
      Neighbourhood neighbourhood,
      GuardPolicy policy,
      long nowMillis) {
    var suspect = suspect(source, policy);
    if (!policy.enabled()) {
      return Integer.MAX_VALUE;
    }
    int failed = suspect == null ? 0 : suspect.failures(account, neighbourhood, policy, nowMillis);
    return Math.max(0, policy.attempts() - failed);
  }

  /// What counts as one source: of an IPv6 /64 one host has all addresses.
  public static IpAddress network(IpAddress source) {
    return source.v6() ? new IpAddress(true, source.high(), 0) : source;
  }

  private void makeRoom(GuardPolicy policy, long nowMillis) {
    removeEldest(eldest -> eldest.isOver(policy, nowMillis));
    removeEldest(eldest -> eldest.isOver(policy, nowMillis));
    if (sources.size() >= maxSources) {
      removeEldest(eldest -> true);
      evicted++;
    }
  }

  private void removeEldest(Predicate<Suspect> condition) {
    Map.@Nullable Entry<IpAddress, Suspect> eldest = sources.firstEntry();
    if (eldest != null && condition.test(eldest.getValue())) {
      sources.pollFirstEntry();
    }
  }

  /// Forgives the sources of a target what they did up to this time. Of a block on less than a
  /// network's addresses the whole network profits: its failures are told apart by account only.
  public void forgive(BlockTarget target, long untilMillis) {
    switch (target) {
      case BlockTarget.Ip(var address) -> forgive(address, untilMillis);
      case BlockTarget.IpAccount(var address, var account) ->
          forgive(address, account, untilMillis);
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
    forgive(source, suspect -> suspect.forget(untilMillis));
  }

  /// Nobody else may have used the source when it failed: then all it did was at one account.
  private void forgive(IpAddress source, String account, long untilMillis) {
    forgive(
        source,
        suspect -> {
          if (suspect.hasAccounts()) {
            suspect.forget(account, untilMillis);
          } else {
            suspect.forget(untilMillis);
          }
        });
  }

  private void forgive(IpAddress source, Consumer<Suspect> forgiving) {
    var suspect = sources.get(network(source));
    if (suspect != null) {
      forgiving.accept(suspect);
      if (suspect.isEmpty()) {
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
              var suspect = entry.getValue();
              if (which.test(entry.getKey())) {
                suspect.forget(untilMillis);
              }
              return suspect.isEmpty();
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
