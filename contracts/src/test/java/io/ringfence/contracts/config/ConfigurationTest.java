package io.ringfence.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRangeSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void startsWithTheDefaultsOfThePolicy_andNoRestriction() {
    var policy = Configuration.INITIAL.policy();
    assertThat(policy.attempts()).isEqualTo(5);
    assertThat(policy.period()).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.blockFor()).isEqualTo(Duration.ofHours(1));
    assertThat(Configuration.INITIAL.admitted(Service.SIP, NOW)).isNull();
    assertThat(Configuration.INITIAL.trusted(NOW).isEmpty()).isTrue();
  }

  @Test
  void resolvesNestedGroupsHostsAndExpiry() {
    var configuration =
        apply(
            Configuration.INITIAL,
            "group/office",
            """
            {"version":1,"id":"office","name":"Office","members":[
              {"value":"192.0.2.0/24"},{"value":"group:Provider"},
              {"value":"198.51.100.1","expiresAt":1767323046000},
              {"value":"198.51.100.2","expiresAt":1767323045000}]}
            """);
    configuration =
        apply(
            configuration,
            "group/provider",
            """
            {"version":1,"id":"provider","name":"Provider",
             "members":[{"value":"sip.example.net"},{"value":"group:Office"}],
             "resolved":{"sip.example.net":["203.0.113.5"]}}
            """);

    var members = configuration.members("office", NOW);

    assertThat(members).hasToString("[192.0.2.0-192.0.2.255, 198.51.100.1, 203.0.113.5]");
    assertThat(configuration.nextExpiry(NOW)).isEqualTo(Instant.parse("2026-01-02T03:04:06Z"));
  }

  @Test
  void aRestrictedServiceWhoseGroupIsGone_admitsNobody() {
    var configuration =
        apply(
            Configuration.INITIAL,
            "service/sip",
            """
            {"version":2,"name":"sip","title":"SIP","ports":[{"protocol":"udp","port":5060}],
             "restricted":true,"groupId":"gone"}
            """);
    assertThat(configuration.admitted(Service.SIP, NOW)).isNotNull();
    assertThat(configuration.admitted(Service.SIP, NOW).contains(IpAddress.parse("192.0.2.1")))
        .isFalse();
  }

  @Test
  void servicesOfTheOperatorsOwn_areRestrictedLikeTheFive() {
    var configuration =
        apply(
            Configuration.INITIAL,
            "service/backup",
            """
            {"version":2,"name":"backup","title":"Backup","ports":[{"protocol":"tcp","port":873}],
             "restricted":true,"groupId":"gone"}
            """);

    assertThat(configuration.admitted("backup", NOW)).isEqualTo(IpRangeSet.EMPTY);
    assertThat(configuration.admitted("web", NOW)).isNull();
    assertThat(configuration.versions()).containsEntry("service/backup", 2L);
    assertThat(configuration.with("service/backup", null).services()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Backup", "-backup", "backup-", "back_up", "unknown", "a b", "9p"})
  void refusesABadNameOfAService(String name) {
    String json = "{\"version\":1,\"name\":\"" + name + "\",\"title\":\"x\",\"ports\":[]}";

    assertThatThrownBy(() -> apply(Configuration.INITIAL, "service/" + name, json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeletedDocumentIsGone() {
    var group = "{\"version\":1,\"id\":\"a\",\"name\":\"A\",\"members\":[]}";
    var configuration = apply(Configuration.INITIAL, "group/a", group);
    assertThat(configuration.groups()).containsKey("a");
    assertThat(configuration.with("group/a", null).groups()).isEmpty();
    assertThat(configuration.with("something/else", new byte[] {1})).isEqualTo(configuration);
  }

  @Test
  void aPolicyOfBeforeThereWereRules_hasTheirDefaults() {
    var policy =
        apply(
                Configuration.INITIAL,
                ConfigKey.GUARD_POLICY,
                "{\"version\":1,\"enabled\":true,\"attempts\":7,\"period\":\"PT5M\",\"blockFor\":\"PT1H\"}")
            .policy();

    assertThat(policy.rule(Rule.PASSWORD_GUESSING))
        .isEqualTo(new RuleSettings(RuleMode.ON, 7, Duration.ofMinutes(5)));
    assertThat(policy.rule(Rule.SUBNET)).isEqualTo(RuleSettings.DEFAULTS.get(Rule.SUBNET));
    assertThat(policy.weight(Reason.SCANNER)).isEqualTo(5);
    assertThat(policy.lengths().length(Duration.ofHours(1), 9, 77)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aPolicyWithRulesSurvivesTheTopic_andRulesOfANewerVersionArePassedOver() {
    var policy =
        GuardPolicy.DEFAULT.with(
            Rule.DECOY, new RuleSettings(RuleMode.WATCH, 2, Duration.ofMinutes(1)));
    assertThat(Json.read(Json.write(policy), GuardPolicy.class)).isEqualTo(policy);

    String newer =
        new String(Json.write(policy), StandardCharsets.UTF_8)
            .replace("\"decoy\"", "\"horoscope\"")
            .replace("\"scanner\"", "\"unlucky-day\"");
    var read = Json.read(newer.getBytes(StandardCharsets.UTF_8), GuardPolicy.class);
    assertThat(read.rule(Rule.DECOY).mode()).isEqualTo(RuleMode.ON);
    assertThat(read.weight(Reason.SCANNER)).isZero();
  }

  @Test
  void blocksGrowUpToTheirCap_withTheSameJitterForTheSameCause() {
    var lengths = new BlockLengths(2, Duration.ofHours(6), Duration.ofDays(1), 10, BlockScope.ALL);
    var hour = Duration.ofHours(1);
    assertThat(lengths.length(hour, 3, 0)).isEqualTo(Duration.ofHours(4));
    assertThat(lengths.length(hour, 1000, 0)).isEqualTo(Duration.ofHours(6));
    assertThat(lengths.length(hour, 1, 1000)).isEqualTo(Duration.ofMinutes(66));
    assertThat(lengths.length(hour, 1, -77)).isEqualTo(lengths.length(hour, 1, -77));
    assertThat(lengths.length(Duration.ofDays(30), 2, 0)).isEqualTo(Duration.ofDays(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"version\":1,\"enabled\":true,\"attempts\":0,\"period\":\"PT10M\",\"blockFor\":\"PT1H\"}",
        "{\"version\":1,\"attempts\":5,\"period\":\"PT1M\",\"blockFor\":\"PT1H\",\"decoys\":7}",
        "{\"version\":1,\"attempts\":5,\"period\":\"PT1M\",\"blockFor\":\"PT1H\",\"lengths\":{\"factor\":0}}",
        "{\"version\":1,\"enabled\":true,\"attempts\":5,\"period\":\"PT0S\",\"blockFor\":\"PT1H\"}",
        "{\"version\":1,\"enabled\":true,\"attempts\":5,\"period\":\"soon\",\"blockFor\":\"PT1H\"}"
      })
  void refusesABadPolicy(String json) {
    assertThatThrownBy(() -> apply(Configuration.INITIAL, ConfigKey.GUARD_POLICY, json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "group:",
        "192.0.2.1/33",
        "192.0.2.9/24",
        "1.2.3.256",
        "-bad-.example",
        "a b",
        "999.1.1.1-2"
      })
  void refusesABadMember(String value) {
    assertThatThrownBy(() -> GroupMember.parse(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "2001:db8::/32",
        "192.0.2.1-192.0.2.9",
        "sip.example.net",
        "localhost",
        "group:Office",
        "3cx.example.org",
        "ab.cd"
      })
  void takesEveryKindOfMember(String value) {
    assertThat(GroupMember.parse(value)).isNotNull();
  }

  private static Configuration apply(Configuration configuration, String key, String json) {
    return configuration.with(key, json.getBytes(StandardCharsets.UTF_8));
  }
}
