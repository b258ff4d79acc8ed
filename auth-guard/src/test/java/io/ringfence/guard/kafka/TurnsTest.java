package io.ringfence.guard.kafka;

import static io.ringfence.guard.detect.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import io.ringfence.guard.detect.Guard;
import io.ringfence.guard.detect.SourceState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final BlockIndex index = new BlockIndex(new GuardMeters(new SimpleMeterRegistry()));
  private final Turns turns = new Turns(index);

  /// Blocks that end one second after another.
  private List<String> block(int first, int many) {
    var keys = new ArrayList<String>();
    for (int i = first; i < first + many; i++) {
      var target = new BlockTarget.Ip(IpAddress.ofV4(0x0A010000 + i));
      var order = Given.block(target, UUID.randomUUID(), at(0), at(i + 1));
      var state = Guard.command(SourceState.EMPTY, order, Given.now(0)).state();
      index.put(target.value(), state.block());
      keys.add(target.value());
    }
    return keys;
  }

  @Test
  void whatIsOverComesFirst_thenTheChangedConfigurations_thenWhatWasNotVisited() {
    var blocked = block(0, 130);
    turns.begin(List.of("unvisited"));
    turns.configurationChanged();

    var first = turns.next(at(60));
    assertThat(first).hasSize(100).startsWith(blocked.subList(0, 60).toArray(String[]::new));
    blocked.subList(0, 60).forEach(key -> index.put(key, null));
    var second = turns.next(at(60));
    assertThat(second).endsWith("unvisited");

    var all = new HashSet<>(first);
    all.addAll(second);
    assertThat(all).containsAll(blocked);
    assertThat(turns.isFirst("unvisited")).isTrue();
    assertThat(turns.next(at(60))).isEmpty();
  }

  @Test
  void whoWasLookedAtWaitsBehindOthers_whenTheConfigurationChangesAgain() {
    block(0, 250);
    var seen = new HashSet<String>();
    for (int i = 0; i < 3; i++) {
      turns.configurationChanged();
      seen.addAll(turns.next(at(0)));
    }
    assertThat(seen).hasSize(250);
  }

  @Test
  void aStartForgetsWhatWasLeftOver() {
    turns.begin(List.of("before"));
    turns.begin(List.of("after"));

    assertThat(turns.next(at(0))).containsExactly("after");
  }
}
