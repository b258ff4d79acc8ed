package io.ringfence.guard.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.AuthenticationAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HistoryMeters meters = new HistoryMeters(registry);
  private final Repeats repeats = new Repeats(WINDOW, 2, 10, meters);
  private final Map<UUID, Long> table = new HashMap<>();

  @Test
  void givesTheFirstFewALineEach_andTheRestOneTogether_acrossBatches() {
    write(Alike.failed(1, 0), Alike.failed(1, 1), Alike.failed(1, 2));
    write(Alike.failed(1, 3), Alike.failed(1, 59));

    assertThat(table.values()).containsExactlyInAnyOrder(1L, 1L, 3L);
    assertThat(registry.counter("ringfence.history.coalesced").count()).isEqualTo(3);
  }

  @Test
  void beginsAnew_withTheNextWindow() {
    write(
        Alike.failed(1, 0),
        Alike.failed(1, 1),
        Alike.failed(1, 2),
        Alike.failed(1, 60),
        Alike.failed(1, 61));

    assertThat(table).hasSize(5);
  }

  @Test
  void tellsApartWhatIsNotAlike() {
    for (int source = 1; source <= 4; source++) {
      write(Alike.failed(source, 0), Alike.failed(source, 1));
    }
    assertThat(table).hasSize(8);
  }

  @Test
  void addsAnEventThatTheBusHasTwice_once() {
    var event = Alike.failed(1, 2);
    write(Alike.failed(1, 0), Alike.failed(1, 1), event, event, Alike.failed(1, 3));

    assertThat(table.values()).containsExactlyInAnyOrder(1L, 1L, 2L);
  }

  @Test
  void losesNothingInTheSum_whateverComes_andStaysWithinItsBound() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    long sum = 0;
    for (int batch = 0; batch < 200; batch++) {
      var attempts = new AuthenticationAttempt[random.nextInt(50)];
      for (int i = 0; i < attempts.length; i++) {
        attempts[i] = Alike.failed(random.nextInt(15), random.nextInt(300));
        sum += attempts[i].count();
      }
      write(attempts);
    }
    assertThat(table.values().stream().mapToLong(Long::longValue).sum())
        .as("seed %d", seed)
        .isEqualTo(sum);
    assertThat(registry.counter("ringfence.history.kinds.given.way").count()).isPositive();
  }

  /// As the table does: a new line is kept as it is, a growing one is added.
  private void write(AuthenticationAttempt... attempts) {
    List<Content> contents = new ArrayList<>();
    List.of(attempts).forEach(attempt -> contents.add(new Content.Login(attempt)));
    var batch = Batch.of(contents, repeats, List.of());
    batch.entries().forEach(entry -> table.putIfAbsent(entry.eventId(), entry.count()));
    batch.growing().forEach(entry -> table.merge(entry.eventId(), entry.count(), Long::sum));
  }
}
