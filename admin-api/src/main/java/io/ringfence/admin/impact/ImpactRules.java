package io.ringfence.admin.impact;

import io.ringfence.admin.impact.Impact.CutOff;
import io.ringfence.admin.impact.Witness.Kind;
import io.ringfence.contracts.net.IpRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who gets in before a change and does not after it.
final class ImpactRules {
  static final int MAX_LISTED = 100;
  static final int MAX_ACCOUNTS = 5;

  private static final Comparator<CutOff> WORST_FIRST =
      Comparator.<CutOff, Kind>comparing(cutOff -> cutOff.kinds().getFirst())
          .thenComparing(CutOff::lastSeen, Comparator.nullsLast(Comparator.<Instant>reverseOrder()))
          .thenComparing(CutOff::source);

  private ImpactRules() {}

  /// What is known of one source that is cut off.
  private record Findings(
      Set<Kind> kinds, Set<String> services, Set<String> accounts, List<Instant> seen) {
    Findings() {
      this(EnumSet.noneOf(Kind.class), new TreeSet<>(), new TreeSet<>(), new ArrayList<>(1));
    }

    void add(Kind kind, List<String> by, @Nullable String account, @Nullable Instant at) {
      kinds.add(kind);
      services.addAll(by);
      if (account != null && accounts.size() < MAX_ACCOUNTS) {
        accounts.add(account);
      }
      if (at != null && (seen.isEmpty() || seen.getFirst().isBefore(at))) {
        seen.clear();
        seen.add(at);
      }
    }

    CutOff of(String source) {
      return new CutOff(
          source,
          List.copyOf(kinds),
          List.copyOf(services),
          List.copyOf(accounts),
          seen.isEmpty() ? null : seen.getFirst());
    }
  }

  /// Whether anybody may be cut off at all. Otherwise nobody need be asked.
  static boolean isTightened(Reach before, Reach after) {
    boolean samePorts = before.ports().equals(after.ports());
    return after.doors().entrySet().stream()
        .filter(door -> door.getValue().members() != null)
        .anyMatch(
            door -> {
              var former = before.doors().get(door.getKey());
              return !samePorts
                  || former == null
                  || !before.admitted(former).without(after.admitted(door.getValue())).isEmpty();
            });
  }

  /// @param isComplete whether the witnesses are all that there are
  static Impact impact(
      Reach before, Reach after, Collection<Witness> witnesses, boolean isComplete) {
    var found = new HashMap<String, Findings>();
    for (var witness : witnesses) {
      if (before.refusing(witness.source(), witness.way()).isEmpty()) {
        var by = after.refusing(witness.source(), witness.way());
        if (!by.isEmpty()) {
          findings(found, witness.source().toString())
              .add(witness.kind(), by, witness.account(), witness.seen());
        }
      }
    }
    after.doors().forEach((name, door) -> trusted(before, after, name, door, found));
    return summed(found, isComplete);
  }

  /// Those who got in because they were trusted, and are not any more.
  private static void trusted(
      Reach before, Reach after, String name, Reach.Door door, Map<String, Findings> found) {
    for (IpRange range : before.trusted().without(after.admitted(door)).all()) {
      findings(found, range.toString()).add(Kind.TRUSTED, List.of(name), null, null);
    }
  }

  private static Findings findings(Map<String, Findings> found, String source) {
    return found.computeIfAbsent(source, _ -> new Findings());
  }

  private static Impact summed(Map<String, Findings> found, boolean isComplete) {
    var counts = new EnumMap<Kind, Integer>(Kind.class);
    found.values().stream()
        .flatMap(findings -> findings.kinds().stream())
        .forEach(kind -> counts.merge(kind, 1, Integer::sum));
    var sources =
        found.entrySet().stream()
            .map(entry -> Objects.requireNonNull(entry.getValue()).of(entry.getKey()))
            .sorted(WORST_FIRST)
            .limit(MAX_LISTED)
            .toList();
    return new Impact(found.size(), counts, sources, isComplete);
  }
}
