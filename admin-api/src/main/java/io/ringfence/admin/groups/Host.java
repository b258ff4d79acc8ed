package io.ringfence.admin.groups;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A host name of a group: its addresses, and when they are looked up again. A family that cannot
/// be looked up keeps the addresses it had, and so does a name that is gone: a name server that is
/// away, or somebody's slip in a zone, locks nobody out.
///
/// @param known whether it was ever found
/// @param trouble why it keeps what it had, `null` when it was found as a whole
record Host(
    List<IpAddress> v4, List<IpAddress> v6, boolean known, @Nullable String trouble, Instant due) {
  static final int MAX_ADDRESSES = 32;
  private static final String NOWHERE = "there is no such name";

  static final Host NEW = new Host(List.of(), List.of(), false, null, Instant.MIN);

  /// How soon and how late a name is looked up again.
  record Bounds(Duration shortest, Duration longest) {
    Bounds {
      if (!shortest.isPositive() || shortest.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "ringfence.groups.shortest-ttl must be positive and at most longest-ttl");
      }
    }

    Duration within(Duration ttl) {
      return ttl.compareTo(shortest) < 0 ? shortest : ttl.compareTo(longest) > 0 ? longest : ttl;
    }
  }

  /// With addresses that somebody else has found, or this one in an earlier run.
  static Host recalled(List<IpAddress> addresses) {
    return new Host(
        addresses.stream().filter(address -> !address.v6()).toList(),
        addresses.stream().filter(IpAddress::v6).toList(),
        true,
        null,
        Instant.MIN);
  }

  /// After it was looked up.
  Host after(Answer.Both found, Instant now, Bounds bounds) {
    if (found.isNowhere()) {
      return new Host(v4, v6, known, NOWHERE, now.plus(bounds.shortest()));
    }
    String failure = failure(found.v4()).or(() -> failure(found.v6())).orElse(null);
    var ttl =
        failure == null
            ? Stream.of(found.v4(), found.v6())
                .flatMap(Host::ttl)
                .min(Duration::compareTo)
                .orElse(bounds.shortest())
            : bounds.shortest();
    boolean isFound = found.v4() instanceof Answer.Found || found.v6() instanceof Answer.Found;
    return new Host(
        addresses(found.v4(), v4),
        addresses(found.v6(), v6),
        known || isFound,
        failure,
        now.plus(bounds.within(ttl)));
  }

  private static List<IpAddress> addresses(Answer answer, List<IpAddress> former) {
    return switch (answer) {
      case Answer.Found(var addresses, _) -> addresses.stream().sorted().distinct().toList();
      case Answer.None() -> List.of();
      case Answer.Failed _ -> former;
    };
  }

  private static Optional<String> failure(Answer answer) {
    return answer instanceof Answer.Failed(var reason) ? Optional.of(reason) : Optional.empty();
  }

  private static Stream<Duration> ttl(Answer answer) {
    return answer instanceof Answer.Found(_, var ttl) ? Stream.of(ttl) : Stream.empty();
  }

  /// Of both families, at most [#MAX_ADDRESSES].
  List<IpAddress> addresses() {
    return Stream.concat(v4.stream(), v6.stream()).limit(MAX_ADDRESSES).toList();
  }

  boolean isDue(Instant now) {
    return !now.isBefore(due);
  }
}
