package io.ringfence.guard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.guard.detect.Finding;
import io.ringfence.guard.detect.FindingCodec;
import io.ringfence.guard.detect.Given;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class GatheredTest {

  private record Sent(String key, List<Finding> findings) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Gathered gathered =
      new Gathered(
          6,
          Duration.ofMillis(5),
          (key, value) -> sent.add(new Sent(key, FindingCodec.read(value, Json::read))));

  private static Finding about(String account, Finding.Kind kind) {
    return new Finding(
        UUID.randomUUID(),
        Given.at(0),
        kind,
        new BlockTarget.Account(account),
        "192.0.2.7",
        Set.of(Service.SIP),
        Rule.UNKNOWN,
        Evidence.NONE,
        null);
  }

  private static Finding failure(int account) {
    return about(Integer.toString(account), Finding.Kind.FAILED);
  }

  @Test
  void whatComesAfterAPauseGoesAtOnce_andWhatFollowsWaits() {
    gathered.add(failure(1));
    gathered.sendIfDue(1_000);
    assertThat(sent).hasSize(1);

    gathered.add(failure(2));
    gathered.sendIfDue(1_004);
    assertThat(sent).hasSize(1);
    gathered.sendIfDue(1_005);
    assertThat(sent).hasSize(2);
  }

  @Test
  void whatBlocksSomebodyDoesNotWait() {
    gathered.sendIfDue(1_000);
    gathered.add(failure(1));
    gathered.sendIfDue(1_000);
    gathered.add(about("2", Finding.Kind.VERDICT));
    gathered.sendIfDue(1_001);

    assertThat(sent.stream().mapToInt(one -> one.findings().size()).sum()).isEqualTo(2);
  }

  @Test
  void eachIsWhereItsTargetsOtherRecordsAre() {
    for (int i = 0; i < 400; i++) {
      gathered.add(failure(i));
    }
    gathered.sendAll();

    assertThat(sent).extracting(Sent::key).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(sent.stream().mapToInt(one -> one.findings().size()).sum()).isEqualTo(400);
    for (var one : sent) {
      assertThat(Gathered.partitions("", one.key(), new byte[0], 6))
          .contains(Set.of(Integer.parseInt(one.key())));
      for (var finding : one.findings()) {
        byte[] key = finding.about().value().getBytes(StandardCharsets.UTF_8);
        assertThat(BuiltInPartitioner.partitionForKey(key, 6))
            .isEqualTo(Integer.parseInt(one.key()));
      }
    }
  }

  @Test
  void sendsMuchHoweverShortItHasWaited() {
    gathered.add(failure(1));
    gathered.sendIfDue(1_000);
    for (int i = 0; i < 500; i++) {
      gathered.add(failure(i));
    }
    gathered.sendIfDue(1_000);

    assertThat(sent).hasSize(7);
  }
}
