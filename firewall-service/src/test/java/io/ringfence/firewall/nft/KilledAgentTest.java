package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.firewall.fixture.Configurations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// `kill -9` of a process that writes one transaction after the other, and another that takes over.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class KilledAgentTest {

  private static final String SERVER = "192.0.2.100";
  private static final String ATTACKER = "192.0.2.66";

  /// Blocks one address and one prefix after the other, for ever, and lets go of those before.
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      try (var agent = new Agent(Configurations.open())) {
        agent.start();
        for (int i = 0; true; i++) {
          agent.block("10.0." + i % 250 + ".1", Instant.now().plus(Duration.ofHours(1)));
          agent.block("10." + (1 + i % 200) + ".0.0/16", null);
          agent.release("10.0." + (i + 245) % 250 + ".1");
          agent.release("10." + (1 + (i + 195) % 200) + ".0.0/16");
        }
      }
    }
  }

  @Test
  void whatAKilledAgentHasLeft_isAdoptedByTheNext() throws Exception {
    try (var namespace = Namespace.create(SERVER, ATTACKER)) {
      var process =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  namespace.path().getFileName().toString(),
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> listed(namespace).contains("10.200.0.0/16"));
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(process.exitValue()).isNotZero();
      assertThat(listed(namespace)).contains("10.0.", "set sip_blocked_v4");

      var agent = namespace.call(() -> new Agent(Configurations.open()));
      namespace.call(
          () -> {
            agent.block(ATTACKER, null);
            agent.start();
            agent.later();
            return true;
          });

      assertThat(listed(namespace)).contains(ATTACKER).doesNotContain("10.0.", "/16");
      assertThat(namespace.call(() -> Packets.udp(ATTACKER, SERVER, 5060))).isFalse();
      assertThat(agent.latest().provenAt()).isNotNull();
      assertThat(agent.latest().repairs()).isZero();
      assertThat(agent.failures).isZero();
      namespace.call(
          () -> {
            agent.close();
            return true;
          });
    }
  }

  private static String listed(Namespace namespace) {
    return namespace.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run("list ruleset\n");
          }
        });
  }
}
