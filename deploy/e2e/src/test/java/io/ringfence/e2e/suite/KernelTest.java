package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The whole suite in a network namespace of its own, with the real kernel's nftables.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelTest {

  private static final String NAMESPACE = "ringfence-" + ProcessHandle.current().pid();
  private static final String ATTACKER = "127.0.0.77";
  private static final String OTHER = "127.0.0.78";
  private static final String MEMBER = "127.0.0.80";
  private static final String STRANGER = "127.0.0.81";
  private static final String BOUNCER = "crowdsec-firewall-bouncer";
  private static final String REST = "http://127.0.0.1:8080/api/v1/";

  private TestSuite suite;

  @BeforeAll
  void start() throws Exception {
    assumeTrue(Script.has("ip") && Script.has("nft"), "iproute2 or nftables is not installed");
    boolean made = Script.run(Map.of(), List.of("ip", "netns", "add", NAMESPACE)).status() == 0;
    assumeTrue(made, "a network namespace can be made by root alone");
    suite = TestSuite.onUsualPorts();
    requireSuccess(inside(Map.of(), "ip", "link", "set", "lo", "up"));
    requireSuccess(inside(suite, "up", "--detach", "--enforce"));
  }

  @AfterAll
  void stop() throws Exception {
    if (suite != null) {
      inside(suite, "down");
      Script.run(Map.of(), List.of("ip", "netns", "delete", NAMESPACE));
    }
  }

  @Test
  void dropsTheBlockedInTheKernel_andPlaysTheDemo() throws Exception {
    assertThat(knock(ATTACKER)).isZero();
    post("blocks", "{\"target\":{\"value\":\"" + ATTACKER + "\"},\"blockFor\":\"PT1H\"}");
    await("the kernel's rules").atMost(TestSuite.LIMIT).until(() -> rules().contains(ATTACKER));
    assertThat(knock(ATTACKER)).isEqualTo(1);
    assertThat(rules()).containsPattern("packets [1-9]");
    requireSuccess(inside(suite, "demo"));
  }

  @Test
  void onlyMembersReachARestrictedService() throws Exception {
    group("phones", MEMBER);
    String sip = REST + "services/sip?confirmImpact=true";
    put(sip, "{\"restricted\":true,\"groupId\":\"phones\"}");
    await("the restriction").atMost(TestSuite.LIMIT).until(() -> rules().contains(MEMBER));

    assertThat(knock(MEMBER)).isZero();
    assertThat(knock(STRANGER)).isEqualTo(1);

    put(sip, "{\"restricted\":false}");
    await("the end of it").atMost(TestSuite.LIMIT).until(() -> knock(STRANGER) == 0);
  }

  @Test
  void aRestrictionThatNobodyConfirms_isTakenBack_andUntilThenRootCanOpenTheNode()
      throws Exception {
    group("consoles", MEMBER, "127.0.0.1");
    put(
        REST + "services/web?confirmImpact=true&confirmWithin=PT45S",
        "{\"restricted\":true,\"groupId\":\"consoles\"}");
    await("the restriction").atMost(TestSuite.LIMIT).until(() -> !reaches(STRANGER));
    assertThat(reaches(MEMBER)).isTrue();

    requireSuccess(inside(suite, "firewall", "open", "--for", "PT1M"));
    assertThat(reaches(STRANGER)).isTrue();
    requireSuccess(inside(suite, "firewall", "close"));
    await("the node to close").atMost(TestSuite.LIMIT).until(() -> !reaches(STRANGER));

    await("the node to take the change back")
        .atMost(TestSuite.LIMIT)
        .until(() -> reaches(STRANGER));
    await("the tables to follow")
        .atMost(TestSuite.LIMIT)
        .until(() -> curl(REST + "changes").contains("\"items\":[]"));
    assertThat(curl(REST + "audit-log")).contains("take-back");
  }

  private void group(String name, String... members) throws Exception {
    String values =
        Stream.of(members)
            .map(member -> "{\"value\":\"" + member + "\"}")
            .collect(Collectors.joining(","));
    post("ip-groups", "{\"name\":\"" + name + "\",\"members\":[" + values + "]}");
  }

  /// The block is on a service that is not asked here, so it is the bouncer alone that drops.
  @Test
  void crowdSecsBouncerEnforcesABlock_andLetsGoOfIt() throws Exception {
    assumeTrue(Script.has(BOUNCER), BOUNCER + " is not installed (Debian: " + BOUNCER + ")");
    String key = field(post("tokens", "{\"name\":\"crowdsec\",\"role\":\"bouncer\"}"), "token");
    Path log = suite.data().resolve("bouncer.log");
    assertThat(reaches(OTHER)).isTrue();
    var bouncer = startBouncer(key, log);
    try {
      post(
          "blocks",
          "{\"target\":{\"value\":\""
              + OTHER
              + "\"},\"services\":[\"crm\"],\"blockFor\":\"PT1H\"}");
      await("the bouncer to drop, see " + log).atMost(TestSuite.LIMIT).until(() -> !reaches(OTHER));
      assertThat(reaches("127.0.0.79")).isTrue();
      String block = field(curl(REST + "blocks?state=active&target=" + OTHER), "id");
      requireSuccess(inside(Map.of(), curlCommand("-X", "DELETE", REST + "blocks/" + block)));
      await("the bouncer to let go").atMost(TestSuite.LIMIT).until(() -> reaches(OTHER));
    } finally {
      bouncer.destroy();
      bouncer.waitFor();
    }
  }

  private Process startBouncer(String key, Path log) throws Exception {
    Path config = suite.data().resolve("bouncer.yaml");
    Files.writeString(
        config,
        """
        mode: nftables
        update_frequency: 1s
        log_mode: stdout
        log_level: info
        api_url: http://127.0.0.1:8080/
        api_key: %s
        disable_ipv6: false
        deny_action: DROP
        supported_decisions_types:
          - ban
        blacklists_ipv4: crowdsec-blacklists
        blacklists_ipv6: crowdsec6-blacklists
        nftables:
          ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
          ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
        nftables_hooks: [input, forward]
        """
            .formatted(key));
    return new ProcessBuilder("ip", "netns", "exec", NAMESPACE, BOUNCER, "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /// Whether the console answers an address.
  private static boolean reaches(String from) throws Exception {
    return inside(
                Map.of(),
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "--max-time",
                "1",
                "--interface",
                from,
                REST)
            .status()
        == 0;
  }

  private String post(String path, String json) throws Exception {
    return curl("-H", "Content-Type: application/json", "-d", json, REST + path);
  }

  private void put(String url, String json) throws Exception {
    curl("-X", "PUT", "-H", "Content-Type: application/json", "-d", json, url);
  }

  private String curl(String... arguments) throws Exception {
    var answer = inside(Map.of(), curlCommand(arguments));
    requireSuccess(answer);
    return answer.out();
  }

  private String[] curlCommand(String... arguments) throws Exception {
    String token = Files.readString(suite.data().resolve("admin-token")).strip();
    var command = new ArrayList<>(List.of("curl", "-fsS", "-H", "Authorization: Bearer " + token));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  private static String field(String json, String name) {
    return json.replaceFirst("(?s).*?\"" + name + "\":\"([^\"]+)\".*", "$1");
  }

  private static String rules() throws Exception {
    return inside(Map.of(), "nft", "list", "table", "inet", "ringfence").out();
  }

  private static int knock(String from) throws Exception {
    return inside(
            Map.of(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Knock.class.getName(),
            from,
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
