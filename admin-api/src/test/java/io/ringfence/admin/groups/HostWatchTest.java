package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Records;
import io.ringfence.admin.WithServers;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.admin.groups.NameServer.Entry;
import io.ringfence.admin.outbox.NothingPublished;
import io.ringfence.admin.outbox.PublishedConfig;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.net.IpAddress;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// From a TTL that is over to the group as it is published again.
@QuarkusTest
class HostWatchTest extends WithServers {
  private static final String PATH = "/api/v1/ip-groups";
  private static final String HOST = "branch.watch.example";
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Inject KafkaProducers kafka;
  @Inject PublishedConfig published;

  @Test
  void publishesAGroupAgain_withTheAddressesItsHostHas_onceTheTtlIsOver() throws Exception {
    try (var server = new NameServer();
        var config = Records.from(Topics.CONFIG)) {
      says(server, "192.0.2.10", "2001:db8::10");
      var asked = names(server);
      Api.admin().post(PATH, "{\"name\":\"branch\",\"members\":[{\"value\":\"" + HOST + "\"}]}");
      awaitAddresses(config, "192.0.2.10", "2001:db8::10");

      says(server, "192.0.2.20", "2001:db8::20");
      asked.passed = TTL.minusSeconds(30);
      asked.awaitRounds(2);
      assertThat(asked.takes).hasValue(1);

      asked.passed = TTL.plusSeconds(30);
      awaitAddresses(config, "192.0.2.20", "2001:db8::20");
      assertThat(asked.takes).hasValue(2);

      server.fails(HOST, NameServer.A).fails(HOST, NameServer.AAAA);
      asked.passed = TTL.multipliedBy(3);
      await().atMost(LIMIT).until(() -> asked.takes.get() == 3);
      asked.awaitRounds(2);
      assertThat(addresses(config)).containsExactly("192.0.2.20", "2001:db8::20");
      assertThat(Api.admin().delete(PATH + "/branch").status()).isEqualTo(204);
    }
  }

  @Test
  void commitsAChangeOnce_whileKafkaShowsTheGroupOfBefore() throws Exception {
    try (var server = new NameServer();
        var config = Records.from(Topics.CONFIG)) {
      says(server, "192.0.2.30", "2001:db8::30");
      var asked = names(server);
      Api.admin().post(PATH, "{\"name\":\"branch\",\"members\":[{\"value\":\"" + HOST + "\"}]}");
      awaitAddresses(config, "192.0.2.30", "2001:db8::30");
      await().atMost(LIMIT).until(() -> isKnown("192.0.2.30"));
      int before = config.of("group/branch").size();

      try (var stale = new NothingPublished(kafka, published.configuration())) {
        QuarkusMock.installMockForType(stale, PublishedConfig.class);
        says(server, "192.0.2.40", "2001:db8::40");
        asked.passed = TTL.plusSeconds(30);
        awaitAddresses(config, "192.0.2.40", "2001:db8::40");
        asked.awaitRounds(3);
      }

      assertThat(config.of("group/branch")).hasSize(before + 1);
      assertThat(Api.admin().delete(PATH + "/branch").status()).isEqualTo(204);
    }
  }

  private boolean isKnown(String address) {
    var group = published.configuration().groups().get("branch");
    return group != null && group.resolved().toString().contains(address);
  }

  private static void says(NameServer server, String v4, String v6) {
    int ttl = (int) TTL.toSeconds();
    server
        .says(HOST, NameServer.A, Entry.address(ttl, v4))
        .says(HOST, NameServer.AAAA, Entry.address(ttl, v6));
  }

  private static void awaitAddresses(Records config, String... addresses) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(addresses(config)).containsExactly(addresses));
  }

  private static List<String> addresses(Records config) {
    var group = config.latest("group/branch", IpGroup.class);
    return group.resolved().getOrDefault(HOST, List.of()).stream()
        .map(IpAddress::toString)
        .toList();
  }

  /// The service asks this name server, and for it time passes as the test says.
  private static Names names(NameServer server) {
    var settings = new Settings(server);
    var names = new Names(settings);
    QuarkusMock.installMockForType(new NameServers(settings), NameServers.class);
    QuarkusMock.installMockForType(names, HostNames.class);
    return names;
  }

  private static final class Names extends HostNames {
    final AtomicInteger takes = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile Duration passed = Duration.ZERO;

    Names(NameConfig config) {
      super(config);
    }

    @Override
    List<String> due(Set<String> names, Instant now) {
      rounds.incrementAndGet();
      return super.due(names, now.plus(passed));
    }

    @Override
    void take(String name, Answer.Both found, Instant now) {
      super.take(name, found, now.plus(passed));
      if (name.equals(HOST)) {
        takes.incrementAndGet();
      }
    }

    void awaitRounds(int count) {
      int before = rounds.get();
      await().atMost(LIMIT).until(() -> rounds.get() >= before + count);
    }
  }

  private record Settings(NameServer server) implements NameConfig {
    @Override
    public Duration shortestTtl() {
      return Duration.ofSeconds(30);
    }

    @Override
    public Duration longestTtl() {
      return Duration.ofHours(1);
    }

    @Override
    public Optional<List<String>> nameServers() {
      var address = server.address();
      return Optional.of(List.of(address.getAddress().getHostAddress() + ":" + address.getPort()));
    }

    @Override
    public Optional<String> resolveEvery() {
      return Optional.empty();
    }

    @Override
    public Duration nameServerTimeout() {
      return Duration.ofSeconds(2);
    }
  }
}
