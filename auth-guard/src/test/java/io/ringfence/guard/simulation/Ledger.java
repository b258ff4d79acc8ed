package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that happened, by source, for who judges afterwards.
final class Ledger {

  /// One attempt.
  static final class Entry {
    final long at;
    final String account;
    final @Nullable Reason reason;
    final boolean verified;

    /// When auth-guard had it, by the time that never comes if it never had.
    long processed = Long.MAX_VALUE;

    Entry(AuthenticationAttempt attempt) {
      at = attempt.occurredAt().toEpochMilli();
      account = attempt.account();
      reason = attempt.outcome() == Outcome.REJECTED ? attempt.reason() : null;
      verified = attempt.sourceVerified();
    }

    boolean isLogin() {
      return verified && reason == null;
    }

    boolean isGuess() {
      return verified && (reason == Reason.BAD_CREDENTIALS || reason == Reason.UNKNOWN_ACCOUNT);
    }
  }

  private final Map<String, List<Entry>> sources = new HashMap<>();
  private final Map<String, Set<String>> networks = new HashMap<>();
  private final Map<String, Set<String>> accounts = new HashMap<>();
  private final Map<UUID, Entry> underWay = new HashMap<>();
  private long count;

  void made(AuthenticationAttempt attempt) {
    var entry = new Entry(attempt);
    count++;
    sources.computeIfAbsent(attempt.key(), some -> new ArrayList<>()).add(entry);
    networks
        .computeIfAbsent(Edge.network(attempt.source()), some -> new LinkedHashSet<>())
        .add(attempt.key());
    accounts.computeIfAbsent(attempt.account(), some -> new LinkedHashSet<>()).add(attempt.key());
    underWay.put(attempt.eventId(), entry);
  }

  void processed(AuthenticationAttempt attempt, long now) {
    var entry = underWay.remove(attempt.eventId());
    if (entry != null) {
      entry.processed = now;
    }
  }

  /// What this source did after one time up to another.
  List<Entry> of(String source, long after, long until) {
    var all = sources.getOrDefault(source, List.of());
    var found = new ArrayList<Entry>();
    for (var entry : all.reversed()) {
      if (entry.at > after && entry.at <= until) {
        found.addFirst(entry);
      }
      if (entry.at < after - 60_000) {
        break;
      }
    }
    return found;
  }

  Stream<String> inNetwork(String network) {
    return networks.getOrDefault(network, Set.of()).stream();
  }

  Stream<String> atAccount(String account) {
    return accounts.getOrDefault(account, Set.of()).stream();
  }

  long count() {
    return count;
  }
}
