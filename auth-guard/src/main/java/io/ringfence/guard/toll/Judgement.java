package io.ringfence.guard.toll;

import io.ringfence.contracts.config.RuleMode;
import io.ringfence.contracts.config.Threshold;
import io.ringfence.contracts.config.TollLimits;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What follows from the news of one call: each limit that it reaches is said, once in a period.
///
/// @param isNew whether the call was not in the count before; one that goes on adds only minutes
/// @param parts the limits, and which calls they are about
record Judgement(TollCall call, boolean isNew, TollSituation situation, List<Part> parts) {

  /// Who orders the locks.
  static final String ACTOR = "toll-fraud";

  record Part(Band band, TollLimits limits) {}

  static Judgement of(TollCall call, boolean isNew, TollSituation situation) {
    var rule = situation.rule();
    return new Judgement(
        call,
        isNew,
        situation,
        List.of(
            new Part(new Band.Always(), rule.limits()),
            new Part(Band.OutsideHours.of(situation.hours()), rule.outsideHours())));
  }

  /// The state, with the call in it, after what is said.
  TollState on(TollState state) {
    var next = state;
    for (var part : parts) {
      for (var measure : Measure.values()) {
        if (isNew || measure == Measure.MINUTES_PER_DAY) {
          next = judged(next, part, measure);
        }
      }
    }
    return next;
  }

  private TollState judged(TollState state, Part part, Measure measure) {
    var threshold = measure.of(part.limits());
    if (threshold.equals(Threshold.NONE)) {
      return state;
    }
    var usage =
        new Usage(state, situation.forgivenUntil(), part.band(), situation.bounds().lostAfter());
    var counted = Objects.requireNonNull(state.find(call.call()));
    long value = usage.of(measure, counted, call.until());
    if (isReached(threshold.critical(), value)) {
      return isSaid(state, Level.CRITICAL, measure, part.band())
          ? state
          : state.saying(said(Level.CRITICAL, measure, part.band(), value, threshold));
    }
    boolean isNews =
        isReached(threshold.warning(), value)
            && !isSaid(state, Level.WARNING, measure, part.band())
            && !isSaid(state, Level.CRITICAL, measure, part.band());
    return isNews
        ? state.saying(said(Level.WARNING, measure, part.band(), value, threshold))
        : state;
  }

  private static boolean isReached(@Nullable Integer threshold, long value) {
    return threshold != null && value >= threshold;
  }

  private boolean isSaid(TollState state, Level level, Measure measure, Band band) {
    return state.isSaid(
        Said.what(level, measure, band),
        call.occurredAt(),
        measure.period(),
        situation.forgivenUntil());
  }

  private Said said(Level level, Measure measure, Band band, long value, Threshold threshold) {
    boolean locks = level == Level.CRITICAL && situation.rule().mode() == RuleMode.ON;
    String reason = reason(measure, band, value, threshold);
    var alert =
        SecurityAlert.found(kind(level), call.eventId(), call.occurredAt(), call.key(), reason);
    return new Said(
        call.eventId(),
        call.occurredAt(),
        Said.what(level, measure, band),
        alert,
        locks ? order(reason, alert) : null);
  }

  /// In watch mode a limit that is reached is only reported.
  private SecurityAlert.Kind kind(Level level) {
    return switch (level) {
      case WARNING -> SecurityAlert.Kind.TOLL_WARNING;
      case CRITICAL ->
          situation.rule().mode() == RuleMode.ON
              ? SecurityAlert.Kind.TOLL_CRITICAL
              : SecurityAlert.Kind.RULE_WATCHED;
    };
  }

  private LockOrder order(String reason, SecurityAlert alert) {
    return new LockOrder(
        Event.SCHEMA_VERSION,
        EventIds.derived(alert.eventId(), "lock"),
        call.occurredAt(),
        call.account(),
        ACTOR,
        reason);
  }

  private String reason(Measure measure, Band band, long value, Threshold threshold) {
    String rule = call.account() == null ? "toll-total" : "toll-account";
    String found = measure.words(value) + " to numbers that cost" + band.name();
    var limit = threshold.critical();
    return limit == null
        ? "%s: %s".formatted(rule, found)
        : "%s: %s, the limit is %d".formatted(rule, found, limit);
  }
}
