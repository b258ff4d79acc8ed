package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The whole suite in a network namespace of its own, with the real kernel's nftables.
class KernelTest {

  private static final String NAMESPACE = "ringfence-" + ProcessHandle.current().pid();
  private static final String ATTACKER = "127.0.0.77";

  @Test
  void dropsTheBlockedInTheKernel_andPlaysTheDemo() throws Exception {
    assumeTrue(Script.has("ip") && Script.has("nft"), "iproute2 or nftables is not installed");
    boolean made = Script.run(Map.of(), List.of("ip", "netns", "add", NAMESPACE)).status() == 0;
    assumeTrue(made, "a network namespace can be made by root alone");
    var suite = TestSuite.onUsualPorts();
    try {
      requireSuccess(inside(Map.of(), "ip", "link", "set", "lo", "up"));
      requireSuccess(inside(suite, "up", "--detach", "--enforce"));
      blockAndKnock(suite);
      requireSuccess(inside(suite, "demo"));
    } finally {
      inside(suite, "down");
      Script.run(Map.of(), List.of("ip", "netns", "delete", NAMESPACE));
    }
  }

  private void blockAndKnock(TestSuite suite) throws Exception {
    assertThat(knock()).isZero();
    String token = Files.readString(suite.data().resolve("admin-token")).strip();
    requireSuccess(
        inside(
            Map.of(),
            "curl",
            "-fsS",
            "-H",
            "Authorization: Bearer " + token,
            "-H",
            "Content-Type: application/json",
            "-d",
            "{\"target\":{\"value\":\"" + ATTACKER + "\"},\"blockFor\":\"PT1H\"}",
            "http://127.0.0.1:8080/api/v1/blocks"));
    await("the kernel's rules").atMost(TestSuite.LIMIT).until(() -> rules().contains(ATTACKER));
    assertThat(knock()).isEqualTo(1);
    assertThat(rules()).containsPattern("packets [1-9]");
  }

  private static String rules() throws Exception {
    return inside(Map.of(), "nft", "list", "table", "inet", "ringfence").out();
  }

  private static int knock() throws Exception {
    return inside(
            Map.of(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Knock.class.getName(),
            ATTACKER,
            "5060")
        .status();
  }

  private static Script.Result inside(TestSuite suite, String... arguments) throws Exception {
    var all = new ArrayList<>(Script.withScript(arguments));
    all.addAll(List.of("--data", suite.data().toString()));
    return inside(suite.environment(), all.toArray(String[]::new));
  }

  private static Script.Result inside(Map<String, String> environment, String... command)
      throws Exception {
    var all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
    all.addAll(List.of(command));
    return Script.run(environment, all);
  }

  private static void requireSuccess(Script.Result result) {
    assertThat(result.status()).as(result.out() + result.err()).isZero();
  }
}
