package io.ringfence.admin.blocks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Why a block is there. What led to it is told by the policy of that time, what comes next by
/// today's. Texts are plain English; what attackers wrote is in quotes, escaped.
///
/// @param why which rule came to it, from what, and how it ends or ended
/// @param counted what reached the limit, `null` where nothing is counted
/// @param sparedBy each would have spared the target this block
/// @param nextTime what the next offence brings
/// @param events the failed logins it rests on, latest last; `null` when they were not asked for
public record Explanation(
    String why,
    @Nullable Counted counted,
    List<Spared> sparedBy,
    NextTime nextTime,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Events events) {

  /// @param what `failures`, `points`, `accounts`, `sources` or `attempts`
  /// @param number how many there were
  /// @param limit of the rule
  /// @param period within which they count
  /// @param policyVersion of the policy that said so
  public record Counted(String what, long number, int limit, Duration period, long policyVersion) {}

  /// @param by what would have been otherwise: `trusted-group`, `registered-trunk`, `fewer`,
  ///     `pause`, `limit`, `period`, `watch-mode`, `others-at-home`, `not-a-decoy`, `not-ordered`,
  ///     `not-listed`
  /// @param setting of `/protection`, when it is one
  /// @param value of the setting that would have sufficed
  public record Spared(String by, @Nullable String setting, @Nullable String value, String text) {}

  /// @param level of the next block: 1 for a first offence
  /// @param length of the next block, `null` where no rule says
  /// @param services that the next block covers; empty for those that are attacked then
  /// @param rememberedUntil until when the next one is a further offence, `null` for never
  public record NextTime(
      int level,
      @Nullable Duration length,
      List<Service> services,
      @Nullable Instant rememberedUntil,
      String text) {}

  /// @param items at most [BlockEvents#MAX]
  /// @param complete whether these are all
  public record Events(List<Event> items, boolean complete) {}

  /// A line of the security log.
  public record Event(
      UUID id,
      Instant time,
      @Nullable Instant lastTime,
      long count,
      Service service,
      @Nullable String source,
      @Nullable String account,
      @Nullable String reason,
      String message) {}

  static Explanation of(BlockView block, Configuration today, Instant now) {
    var grounds = block.grounds();
    var counted =
        grounds == null || block.origin() != Origin.GUARD
            ? null
            : new Counted(
                WhyRules.unit(block.rule()),
                grounds.counted(),
                grounds.limit(),
                grounds.period(),
                grounds.policyVersion());
    return new Explanation(
        WhyRules.why(block),
        counted,
        SparedRules.of(block, today),
        NextTimeRules.of(block, today.policy(), now),
        null);
  }

  Explanation with(Events found) {
    return new Explanation(why, counted, sparedBy, nextTime, found);
  }
}
