package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.ringfence.contracts.event.Reason;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The edge as attackers' tools see it that go by an honest name, which any attacker can have them
/// do: here no name is known. svcrack knows MD5 only and would give up on the first challenge.
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestProfile(HiddenSipviciousTest.NoNames.class)
@QuarkusTestResource(TestServers.class)
class HiddenSipviciousTest {

  public static final class NoNames implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "ringfence.sip.admission.scanner-agents", "",
          "ringfence.sip.admission.scanner-names", "",
          "ringfence.sip.md5-only-agents", "friendly-scanner");
    }
  }

  private static final int LIMIT = 5;

  @Inject EdgeFixture edge;
  @Inject MeterRegistry metrics;
  @TempDir Path folder;

  @BeforeEach
  void account() throws Exception {
    assumeTrue(Sipvicious.isInstalled(), Sipvicious.MISSING);
    edge.ready();
    edge.policy(LIMIT, Duration.ofMinutes(10));
    edge.account("331", "guess20");
    await().until(this::isKnown);
  }

  private boolean isKnown() throws IOException {
    try (var phone = SipPhone.udp("127.0.0.93", edge.port())) {
      return phone.register("331", "guess20", "MD5").status() == 200;
    }
  }

  private double challenged(String method) {
    var counter =
        metrics
            .find("ringfence_sip_requests_total")
            .tags("method", method, "transport", "udp", "result", "challenged")
            .functionCounter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  @Order(1)
  void svwarTellsNoAccountFromANonAccount_byWhicheverMethod() throws Exception {
    var before = new TreeMap<String, Double>();
    var found = new TreeMap<String, Future<String>>();
    var tools = new Sipvicious(folder, edge.port());
    for (String method : List.of("REGISTER", "OPTIONS", "INVITE")) {
      before.put(method, challenged(method));
      found.put(
          method,
          tools.start("svwar", "-m", method, "-e", "325-335", "--force", "--maximumtime=3"));
    }

    for (String method : found.keySet()) {
      String said = found.get(method).get();
      assertThat(said).as(method).doesNotContainPattern("\\| *3[23][0-9]");
      assertThat(challenged(method) - before.get(method))
          .as("%s was answered, until it gave up:\n%s", method, said)
          .isGreaterThanOrEqualTo(2);
      assertThat(said).as(method).contains("found nothing");
    }
  }

  @Test
  @Order(2)
  void svcrackIsStoppedAtTheLimit_beforeTheRightPassword() throws Exception {
    String words =
        IntStream.range(1, 40).mapToObj(i -> "guess" + i).collect(Collectors.joining("\n"));
    Path dictionary = Files.writeString(folder.resolve("words.txt"), words);

    String found =
        new Sipvicious(folder, edge.port())
            .run("svcrack", "-u", "331", "-d", dictionary.toString(), "--maximumtime=3");

    assertThat(found).doesNotContain("guess20");
    await().until(() -> guesses() >= LIMIT);
    assertThat(guesses()).isEqualTo(LIMIT);
    assertThat(metrics.get("ringfence_guesses_past_limit_total").functionCounter().count())
        .isZero();
  }

  private long guesses() {
    return edge.attemptsFrom(Sipvicious.SOURCE).stream()
        .map(EdgeFixture.Heard::attempt)
        .filter(attempt -> attempt.reason() == Reason.BAD_CREDENTIALS)
        .filter(attempt -> attempt.account().equals("331"))
        .count();
  }
}
