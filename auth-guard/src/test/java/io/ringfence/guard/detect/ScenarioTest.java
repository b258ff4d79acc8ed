package io.ringfence.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays the scenarios under `scenarios/`. How they are written is in the module's README.
class ScenarioTest {

  static Stream<String> scenarios() {
    return Play.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void endsAsExpected(String name) {
    var play = Play.of(name);

    String expected = String.join("\n", Play.lines(name, "expected"));
    assertThat(told(play)).as("events of %s", name).isEqualTo(expected);
    assertThat(play.blocks()).as("every block ends").allMatch(block -> block.expiresAt() == null);
  }

  @Test
  void thereAreAtLeastThirty() {
    assertThat(scenarios().count()).isGreaterThanOrEqualTo(30);
  }

  private static String told(Play play) {
    return Stream.concat(play.announced().stream().map(ScenarioTest::line), play.calls().told())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String line(Output output) {
    return switch (output) {
      case Output.Decision(var decision, var _) -> line(decision);
      case Output.Alert(var alert) -> alert.block() != null ? "" : line(alert);
      case Output.Found _, Output.Cleared _ -> "";
    };
  }

  static String line(SecurityAlert alert) {
    return "%s alert %s %s: %s"
        .formatted(
            since(alert.occurredAt()), alert.kind().wireName(), alert.subject(), alert.reason());
  }

  private static String line(BlockDecision decision) {
    if (decision.state() == BlockState.EXPIRED) {
      return "";
    }
    if (decision.state() == BlockState.RELEASED) {
      return since(decision.occurredAt()) + " released " + decision.target().value();
    }
    var expiresAt = decision.expiresAt();
    return "%s block %s by %s, %d, %s, level %d, %s"
        .formatted(
            since(decision.occurredAt()),
            decision.target().value(),
            decision.rule().wireName(),
            decision.evidence().attempts(),
            decision.services().size() == 5
                ? "all services"
                : decision.services().stream()
                    .map(Service::wireName)
                    .collect(Collectors.joining("+")),
            decision.level(),
            expiresAt == null
                ? "for good"
                : "for " + text(Duration.between(decision.occurredAt(), expiresAt)));
  }

  static String since(Instant at) {
    return text(Duration.between(Play.START, at));
  }

  private static String text(Duration time) {
    String rest = time.minusDays(time.toDays()).toString().substring(2).toLowerCase(Locale.ROOT);
    String days = time.toDays() == 0 ? "" : time.toDays() + "d";
    return days.isEmpty() || !rest.equals("0s") ? days + rest : days;
  }
}
