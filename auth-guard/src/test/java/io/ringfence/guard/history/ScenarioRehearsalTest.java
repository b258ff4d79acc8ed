package io.ringfence.guard.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Output;
import io.ringfence.guard.detect.Play;
import io.ringfence.guard.replay.Comparison;
import io.ringfence.guard.replay.PastAttempt;
import io.ringfence.guard.replay.PastBlock;
import io.ringfence.guard.replay.Rehearsal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What history keeps of each scenario, rehearsed under the policy that it was played under, gives
/// the very blocks that the guard decided live.
class ScenarioRehearsalTest {

  /// Of which history does not keep all: a release that found no block, which REST does not order.
  private static final Set<String> NOT_KEPT = Set.of("release-forgives");

  private static final int ALL = 10_000;

  static Stream<String> scenarios() {
    return Play.scenarios().filter(name -> !NOT_KEPT.contains(name));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void givesTheBlocksThatWereDecidedLive(String name) {
    var play = Play.of(name);

    var comparison = rehearsed(play);

    assertThat(blocks(comparison)).containsExactlyInAnyOrderElementsOf(live(play));
    assertThat(comparison.onlyProposed()).isZero();
    assertThat(comparison.onlyToday()).isZero();
    assertThat(Json.write(comparison)).isEqualTo(Json.write(rehearsed(play)));
  }

  private static Comparison rehearsed(Play play) {
    var rehearsal =
        new Rehearsal(
            play.configuration(), play.configuration().policy(), Play.START, Instant.EPOCH, ALL);
    var past = new ArrayList<Object>(kept(play.attempts()));
    past.addAll(orders(play));
    past.sort(Comparator.comparing(ScenarioRehearsalTest::time));
    for (var one : past) {
      if (one instanceof Command order) {
        rehearsal.order(order);
      } else {
        rehearsal.attempt((PastAttempt) one);
      }
    }
    return rehearsal.compared(ALL);
  }

  private static Instant time(Object past) {
    return past instanceof Event event ? event.occurredAt() : ((PastAttempt) past).time();
  }

  /// As the table keeps them: lines that are alike summed up, in the order of their times.
  private static List<PastAttempt> kept(List<AuthenticationAttempt> attempts) {
    var meters = new HistoryMeters(new SimpleMeterRegistry());
    var contents = new ArrayList<Content>();
    attempts.forEach(attempt -> contents.add(new Content.Login(attempt)));
    var batch =
        Batch.of(contents, new Repeats(Duration.ofMinutes(1), 10, 20_000, meters), List.of());
    return Stream.concat(batch.entries().stream(), batch.growing().stream())
        .map(ScenarioRehearsalTest::past)
        .sorted(Comparator.comparing(PastAttempt::time).thenComparing(PastAttempt::eventId))
        .toList();
  }

  private static PastAttempt past(LogEntry line) {
    String reason = line.reason();
    return new PastAttempt(
        line.eventId(),
        line.time(),
        line.lastTime(),
        line.count(),
        value(Service.class, line.services().getFirst()),
        IpAddress.parse(line.source()),
        line.account(),
        reason == null ? null : value(Reason.class, reason),
        line.verified());
  }

  private static <E extends Enum<E>> E value(Class<E> type, String wireName) {
    return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static List<Command> orders(Play play) {
    Map<UUID, BlockDecision> rows = new LinkedHashMap<>();
    decisions(play).forEach(decision -> rows.put(decision.blockId(), decision));
    return rows.values().stream()
        .flatMap(row -> past(row).orders().stream())
        .sorted(Comparator.comparing(Command::occurredAt))
        .toList();
  }

  private static PastBlock past(BlockDecision row) {
    boolean hasEnded = row.state() != BlockState.ACTIVE;
    return new PastBlock(
        row.blockId(),
        row.target(),
        row.services(),
        row.origin(),
        row.state(),
        row.decidedAt(),
        row.expiresAt(),
        hasEnded ? row.occurredAt() : null,
        row.actor(),
        row.note());
  }

  private static List<BlockDecision> decisions(Play play) {
    return play.announced().stream()
        .filter(Output.Decision.class::isInstance)
        .map(output -> ((Output.Decision) output).decision())
        .toList();
  }

  /// In their widest form.
  private static List<String> live(Play play) {
    Map<UUID, String> blocks = new LinkedHashMap<>();
    for (var decision : decisions(play)) {
      if (decision.origin() == Origin.GUARD && decision.state() == BlockState.ACTIVE) {
        blocks.put(
            decision.blockId(),
            "%s %s level %d %s until %s"
                .formatted(
                    decision.target().value(),
                    decision.rule(),
                    decision.level(),
                    decision.services(),
                    decision.expiresAt()));
      }
    }
    return List.copyOf(blocks.values());
  }

  private static List<String> blocks(Comparison comparison) {
    var all = new ArrayList<String>();
    for (var one : comparison.targets()) {
      for (var block : one.today().blocks()) {
        all.add(
            "%s %s level %d %s until %s"
                .formatted(
                    one.target().value(),
                    block.rule(),
                    block.level(),
                    block.services(),
                    block.expiresAt()));
      }
    }
    return all;
  }
}
