package io.ringfence.guard.detect;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the state of one source says to that of another target, which is kept elsewhere: on topic
/// `findings`, keyed by that target. Its id follows from the attempt it rests on.
///
/// @param about the target whose state it is for
/// @param source the value of the source's target
/// @param evidence for [Kind#VERDICT]
/// @param grounds for [Kind#VERDICT], and for a failure at an account there
public record Finding(
    UUID eventId,
    Instant occurredAt,
    Kind kind,
    BlockTarget about,
    String source,
    Set<Service> services,
    Rule rule,
    Evidence evidence,
    @Nullable Grounds grounds) {

  /// What it says.
  public enum Kind {
    /// The target is to be blocked.
    VERDICT,
    /// A source has failed to log in to the account, or from the network.
    FAILED,
    /// A source has logged in to the account, or from the network.
    ACCEPTED
  }

  public Finding {
    if (eventId == null
        || occurredAt == null
        || kind == null
        || about == null
        || source == null
        || services == null
        || services.isEmpty()
        || rule == null
        || evidence == null) {
      throw new IllegalArgumentException("not a Finding: a field is missing");
    }
    services =
        services.size() == 1
            ? Set.copyOf(services)
            : Collections.unmodifiableSet(new TreeSet<>(services));
  }

  /// A rule's verdict on a target that is not the source itself.
  static Finding verdict(Verdict verdict, String source) {
    return new Finding(
        EventIds.derived(verdict.cause(), "verdict"),
        verdict.at(),
        Kind.VERDICT,
        verdict.target(),
        source,
        verdict.services(),
        verdict.rule(),
        verdict.evidence(),
        verdict.grounds());
  }

  /// What a source did at an account or from a network.
  static Finding seen(
      Kind kind, UUID attempt, Instant at, BlockTarget about, String source, Service service) {
    return new Finding(
        EventIds.derived(attempt, kind + " " + about.value()),
        at,
        kind,
        about,
        source,
        Set.of(service),
        Rule.UNKNOWN,
        Evidence.NONE,
        null);
  }

  /// A failure at an account, for that account's state at its source.
  ///
  /// @param grounds who else is at home there
  static Finding failedThere(AuthenticationAttempt attempt, Grounds grounds) {
    var about = new BlockTarget.IpAccount(attempt.source(), attempt.account());
    return new Finding(
        EventIds.derived(attempt.eventId(), Kind.FAILED + " " + about.value()),
        attempt.occurredAt(),
        Kind.FAILED,
        about,
        attempt.key(),
        Set.of(attempt.service()),
        Rule.SLOW_GUESSING,
        new Evidence(
            attempt.count(),
            attempt.occurredAt(),
            attempt.occurredAt(),
            List.of(attempt.account()),
            attempt.userAgent()),
        grounds);
  }
}
