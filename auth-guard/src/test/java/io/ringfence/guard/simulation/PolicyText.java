package io.ringfence.guard.simulation;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.simulation.Ledger.Entry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The README's rules as one reads them, put to everything that has happened: does the text allow
/// this block? It knows nothing of states and windows.
final class PolicyText {

  private static final Duration AT_HOME = Duration.ofDays(30);
  private static final int LOGINS = 3;

  private final GuardPolicy policy;
  private final IpRangeSet trusted;
  private final Ledger ledger;
  private final Wire wire;

  PolicyText(GuardPolicy policy, IpRangeSet trusted, Ledger ledger, Wire wire) {
    this.policy = policy;
    this.trusted = trusted;
    this.ledger = ledger;
    this.wire = wire;
  }

  /// Why the block should not have been.
  ///
  /// @param now what auth-guard had heard before, it had to respect
  Optional<String> objection(BlockDecision block, long now) {
    return switch (block.target()) {
      case BlockTarget.Ip(var address) ->
          trusted.contains(address) ? Optional.of("it is trusted") : ofSource(block, now);
      case BlockTarget.Prefix(var prefix) ->
          prefix.length() == BlockTarget.SOURCE_BITS
              ? ofSource(block, now)
              : ofNetwork(block, prefix.toString(), now);
      case BlockTarget.IpAccount(var address, var account) ->
          ofAccountThere(block, BlockTarget.ofSource(address).value(), account, now);
      case BlockTarget.Account(var account) -> ofShield(block, account, now);
    };
  }

  private Optional<String> ofSource(BlockDecision block, long now) {
    String source = block.target().value();
    if (isRegisteredTrunks(source, block, now)) {
      return Optional.of("a registered trunk is behind it");
    }
    var entries = around(source, block, period(block), now);
    var users = users(source, block, login -> login.processed < now);
    return switch (block.rule()) {
      case PASSWORD_GUESSING ->
          few(block, most(entries, block, one -> one.isGuess() ? 1 : 0))
              .or(() -> shared(block, entries, users));
      case SLOW_GUESSING ->
          few(block, strangers(entries, users).count()).or(() -> shared(block, entries, users));
      case MANY_ACCOUNTS ->
          few(block, strangers(entries, users).map(one -> one.account).distinct().count());
      case HOSTILE_REQUESTS ->
          few(block, most(entries, block, this::points)).or(() -> shared(block, entries, users));
      case DECOY ->
          few(block, entries.stream().filter(this::isDecoy).count())
              .or(() -> shared(block, entries, users));
      case SUBNET, DISTRIBUTED_GUESSING, SUCCESS_AFTER_GUESSING, MANUAL, FEED, UNKNOWN ->
          Optional.of("this rule blocks no source");
    };
  }

  private static Stream<Entry> strangers(List<Entry> entries, Set<String> users) {
    return entries.stream().filter(one -> one.isGuess() && !users.contains(one.account));
  }

  private boolean isRegisteredTrunks(String source, BlockDecision block, long now) {
    long decisive = block.occurredAt().toEpochMilli();
    var trunks = policy.trunks();
    return ledger.of(source, decisive - trunks.memory().toMillis(), decisive).stream()
        .anyMatch(one -> one.isLogin() && trunks.has(one.account) && one.processed < now);
  }

  private Optional<String> ofAccountThere(
      BlockDecision block, String source, String account, long now) {
    if (isRegisteredTrunks(source, block, now)) {
      return Optional.of("a registered trunk is behind its source");
    }
    var there =
        around(source, block, period(block), now).stream()
            .filter(one -> one.account.equals(account))
            .toList();
    return switch (block.rule()) {
      case PASSWORD_GUESSING -> few(block, most(there, block, one -> one.isGuess() ? 1 : 0));
      case HOSTILE_REQUESTS -> few(block, most(there, block, this::points));
      case SLOW_GUESSING, DECOY -> few(block, there.stream().filter(Entry::isGuess).count());
      case MANY_ACCOUNTS,
          SUBNET,
          DISTRIBUTED_GUESSING,
          SUCCESS_AFTER_GUESSING,
          MANUAL,
          FEED,
          UNKNOWN ->
          Optional.of("this rule blocks no account at its source");
    };
  }

  private Optional<String> ofNetwork(BlockDecision block, String network, long now) {
    var home =
        ledger
            .inNetwork(network)
            .filter(source -> !users(source, block, login -> isKnown(login, now)).isEmpty())
            .findAny();
    return home.isPresent()
        ? Optional.of("somebody in the network has logged in: " + home.get())
        : few(
            block,
            ledger
                .inNetwork(network)
                .filter(source -> failures(source, block, now).findAny().isPresent())
                .count());
  }

  private Optional<String> ofShield(BlockDecision block, String account, long now) {
    return few(
        block,
        ledger
            .atAccount(account)
            .filter(
                source -> failures(source, block, now).anyMatch(one -> one.account.equals(account)))
            .filter(source -> !users(source, block, login -> isKnown(login, now)).contains(account))
            .count());
  }

  private Stream<Entry> failures(String source, BlockDecision block, long now) {
    return around(source, block, period(block), now).stream().filter(Entry::isGuess);
  }

  /// What one target's state says to another's takes its time.
  private boolean isKnown(Entry login, long now) {
    return login.processed < now && wire.latestEffect(login.processed) < now;
  }

  private Duration period(BlockDecision block) {
    return policy.rule(block.rule()).period();
  }

  /// The text: not the address while other accounts than that one have logged in there.
  private static Optional<String> shared(
      BlockDecision block, List<Entry> entries, Set<String> users) {
    long decisive = block.occurredAt().toEpochMilli();
    var others = new HashSet<>(users);
    entries.stream().filter(one -> one.at == decisive).forEach(one -> others.remove(one.account));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("others use the source: " + others.stream().sorted().limit(5).toList());
  }

  private Optional<String> few(BlockDecision block, long found) {
    int limit = policy.rule(block.rule()).limit();
    return found >= limit
        ? Optional.empty()
        : Optional.of("the text counts %d, the limit is %d".formatted(found, limit));
  }

  /// The most that any period holds which has in it what decided. That may be older than the rest,
  /// when it arrives last.
  private long most(List<Entry> entries, BlockDecision block, ToLongFunction<Entry> weight) {
    long decisive = block.occurredAt().toEpochMilli();
    long period = period(block).toMillis();
    return entries.stream()
        .mapToLong(last -> last.at)
        .filter(end -> end >= decisive && end < decisive + period)
        .map(end -> sum(entries, end - period, end, weight))
        .max()
        .orElse(0);
  }

  private static long sum(
      List<Entry> entries, long after, long until, ToLongFunction<Entry> weight) {
    return entries.stream()
        .filter(one -> one.at > after && one.at <= until)
        .mapToLong(weight)
        .sum();
  }

  /// What auth-guard had heard of the source, up to a period before and after what decided.
  private List<Entry> around(String source, BlockDecision block, Duration period, long now) {
    long decisive = block.occurredAt().toEpochMilli();
    long span = period.toMillis();
    return ledger.of(source, decisive - span, decisive + span).stream()
        .filter(one -> one.processed <= now)
        .toList();
  }

  /// Who had logged in from there in the 30 days before.
  private Set<String> users(String source, BlockDecision block, Predicate<Entry> known) {
    long decisive = block.occurredAt().toEpochMilli();
    return ledger.of(source, decisive - AT_HOME.toMillis(), decisive).stream()
        .filter(one -> one.isLogin() && known.test(one))
        .map(one -> one.account)
        .collect(Collectors.toSet());
  }

  private long points(Entry entry) {
    return entry.verified && entry.reason != null ? policy.weight(entry.reason) : 0;
  }

  private boolean isDecoy(Entry entry) {
    return entry.isGuess() && policy.decoys().contains(entry.account);
  }

  /// How it came to this, in the notation of the scenarios.
  Stream<String> history(BlockDecision block, int most) {
    var sources =
        switch (block.target()) {
          case BlockTarget.Ip ip -> Stream.of(ip.value());
          case BlockTarget.IpAccount one -> Stream.of(BlockTarget.ofSource(one.address()).value());
          case BlockTarget.Account(var account) -> ledger.atAccount(account);
          case BlockTarget.Prefix(var prefix) ->
              prefix.length() == BlockTarget.SOURCE_BITS
                  ? Stream.of(prefix.toString())
                  : ledger.inNetwork(prefix.toString());
        };
    long after = block.occurredAt().minus(period(block)).toEpochMilli();
    var lines =
        sources
            .flatMap(source -> relevant(source, block, after).map(one -> line(source, one)))
            .sorted()
            .toList();
    return lines.stream().skip(Math.max(0, lines.size() - most));
  }

  /// What failed in the rule's period, and who had logged in last.
  private Stream<Entry> relevant(String source, BlockDecision block, long after) {
    var all = around(source, block, AT_HOME, Long.MAX_VALUE);
    long until = block.occurredAt().toEpochMilli();
    var logins = all.stream().filter(one -> one.isLogin() && one.at <= until).toList();
    return Stream.concat(
        logins.stream().skip(Math.max(0, logins.size() - LOGINS)),
        all.stream().filter(one -> !one.isLogin() && one.at > after && one.at <= until));
  }

  private static String line(String source, Entry entry) {
    long second = (entry.at - World.START.toEpochMilli()) / 1_000;
    String arrived =
        entry.processed == Long.MAX_VALUE
            ? "never arrived"
            : "arrived %d ms later".formatted(entry.processed - entry.at);
    return "%7ds %s %s %s%s%s   # %s"
        .formatted(
            second,
            entry.reason == null ? "login" : "fail",
            source,
            entry.account.isEmpty() ? "-" : entry.account,
            entry.reason == null ? "" : " " + entry.reason.wireName(),
            entry.verified ? "" : " forged",
            arrived);
  }
}
