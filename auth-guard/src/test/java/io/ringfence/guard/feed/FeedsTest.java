package io.ringfence.guard.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Origin;
import io.ringfence.guard.Bus;
import io.ringfence.guard.Probes;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/// From a list, over a real bus, to blocks and their release.
@QuarkusTest
@TestProfile(FeedsTest.Configured.class)
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(value = FeedsTest.Lists.class, restrictToAnnotatedClass = true)
class FeedsTest {

  /// No more than a name for the configuration that the resources make.
  public static final class Configured implements QuarkusTestProfile {}

  /// A list in a file, and a feed that is away.
  public static final class Lists implements QuarkusTestResourceLifecycleManager {
    static Path list;

    @Override
    public Map<String, String> start() {
      try {
        list = Files.createTempFile("ringfence-feed", ".txt");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.of(
          "ringfence.feeds.listed.url",
          list.toUri().toString(),
          "ringfence.feeds.listed.refresh",
          "PT1S",
          "ringfence.feeds.away.url",
          "http://127.0.0.1:1/list");
    }

    @Override
    public void stop() {
      // the file is a temporary one
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject Probes probes;

  @Test
  void whatIsListedIsBlocked_andReleasedWhenItIsNoLonger() throws IOException {
    probes.awaitReady();
    try (var bus = new Bus(bootstrapServers)) {
      var blocks = bus.listen(Topics.BLOCKS);
      Files.writeString(Lists.list, "# attackers\n20.0.0.1\n20.1.2.0/24\n10.0.0.1\n0.0.0.0/0\n");

      var one = blocks.awaitOne("20.0.0.1", any -> true).as(BlockDecision.class);
      assertThat(one.origin()).isEqualTo(Origin.FEED);
      assertThat(one.state()).isEqualTo(BlockState.ACTIVE);
      assertThat(one.note()).isEqualTo("listed by listed");
      assertThat(one.expiresAt()).isAfter(one.decidedAt().plusSeconds(80_000));
      blocks.awaitOne("20.1.2.0/24", any -> true);

      Files.writeString(Lists.list, "20.1.2.0/24\n");
      blocks.awaitOne(
          "20.0.0.1",
          arrival ->
              arrival.record().value() != null
                  && arrival.as(BlockDecision.class).state() == BlockState.RELEASED);
      assertThat(blocks.of("20.1.2.0/24")).hasSize(1);
      assertThat(blocks.of("10.0.0.1")).isEmpty();
      assertThat(blocks.of("0.0.0.0/0")).isEmpty();
      assertThat(probes.metrics())
          .contains("ringfence_blocks_active{origin=\"feed\",target=\"prefix\"} 1.0")
          .contains("ringfence_feed_fetches_total{feed=\"away\",result=\"failed\"}")
          .contains("ringfence_feed_refused{feed=\"listed\",reason=\"too-broad\"}");
      assertThat(probes.get("/q/health/ready").body()).contains("\"away\": \"failed: ");
    }
  }
}
