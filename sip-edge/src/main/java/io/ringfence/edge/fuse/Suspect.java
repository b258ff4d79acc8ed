package io.ringfence.edge.fuse;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Rule;
import io.ringfence.edge.admission.Neighbourhood;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one source has failed at lately.
final class Suspect {

  /// Accounts that are told apart; the one whose failure is longest ago gives way.
  private static final int MAX_ACCOUNTS = 64;

  private static final Failures NONE = new Failures();

  /// At whatever account, while nobody else used the source.
  private final Failures alone = new Failures();

  /// At each account, while others used the source.
  private @Nullable LinkedHashMap<String, Failures> accounts;

  /// The first of each account that nobody uses from there, while others used the source.
  private final Failures strangers = new Failures();

  /// Records a failure.
  ///
  /// @return how many there are now of those it counts with
  int failed(String name, Neighbourhood neighbourhood, GuardPolicy policy, long nowMillis) {
    String account = bounded(name);
    if (neighbourhood == Neighbourhood.ALONE) {
      alone.add(nowMillis, policy.attempts());
      return alone.within(policy, nowMillis);
    }
    var own = accounts == null ? new LinkedHashMap<String, Failures>() : accounts;
    accounts = own;
    var at = own.remove(account);
    if (at == null) {
      at = new Failures();
      if (own.size() >= MAX_ACCOUNTS) {
        own.pollFirstEntry();
      }
    }
    if (neighbourhood == Neighbourhood.SHARED_BY_OTHERS && at.within(policy, nowMillis) == 0) {
      strangers.add(nowMillis, policy.rule(Rule.MANY_ACCOUNTS).limit());
    }
    own.put(account, at);
    at.add(nowMillis, policy.attempts());
    return at.within(policy, nowMillis);
  }

  /// Whether all that comes from the source goes unheard.
  boolean isBlown(GuardPolicy policy, long nowMillis) {
    var spread = policy.rule(Rule.MANY_ACCOUNTS);
    return (isOn(policy) && alone.within(policy, nowMillis) >= policy.attempts())
        || (spread.mode() == RuleMode.ON && strangers.within(policy, nowMillis) >= spread.limit());
  }

  /// Whether nobody may try this account from there.
  boolean isBlown(String account, GuardPolicy policy, long nowMillis) {
    return isOn(policy) && at(account).within(policy, nowMillis) >= policy.attempts();
  }

  private static boolean isOn(GuardPolicy policy) {
    return policy.rule(Rule.PASSWORD_GUESSING).mode() == RuleMode.ON;
  }

  private Failures at(String account) {
    var own = accounts;
    return own == null ? NONE : own.getOrDefault(bounded(account), NONE);
  }

  private static String bounded(String name) {
    return name.substring(0, Math.min(name.length(), AuthenticationAttempt.MAX_TEXT));
  }

  int failures(String account, Neighbourhood neighbourhood, GuardPolicy policy, long nowMillis) {
    var counted = neighbourhood == Neighbourhood.ALONE ? alone : at(account);
    return counted.within(policy, nowMillis);
  }

  boolean hasAccounts() {
    return accounts != null;
  }

  /// Whether none of its failures is within the period.
  boolean isOver(GuardPolicy policy, long nowMillis) {
    return alone.within(policy, nowMillis) == 0
        && (accounts == null
            || accounts.values().stream().allMatch(one -> one.within(policy, nowMillis) == 0));
  }

  /// Forgets the failures up to this time.
  void forget(long untilMillis) {
    alone.forget(untilMillis);
    strangers.forget(untilMillis);
    if (accounts != null) {
      accounts.values().forEach(one -> one.forget(untilMillis));
      prune(accounts);
    }
  }

  /// Forgets the failures at one account up to this time.
  void forget(String account, long untilMillis) {
    if (accounts != null) {
      at(account).forget(untilMillis);
      prune(accounts);
    }
  }

  private void prune(Map<String, Failures> own) {
    own.values().removeIf(Failures::isEmpty);
    if (own.isEmpty()) {
      accounts = null;
    }
  }

  boolean isEmpty() {
    return alone.isEmpty() && strangers.isEmpty() && accounts == null;
  }
}
