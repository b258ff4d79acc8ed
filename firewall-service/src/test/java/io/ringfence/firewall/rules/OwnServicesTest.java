package io.ringfence.firewall.rules;

import static io.ringfence.firewall.fixture.Configurations.group;
import static io.ringfence.firewall.fixture.Configurations.open;
import static io.ringfence.firewall.fixture.Configurations.own;
import static io.ringfence.firewall.fixture.Configurations.restricted;
import static io.ringfence.firewall.fixture.Configurations.tcp;
import static io.ringfence.firewall.fixture.Configurations.udp;
import static io.ringfence.firewall.fixture.Configurations.unrestricted;
import static io.ringfence.firewall.fixture.Configurations.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.config.PendingChange.Before;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.fixture.Blocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Services of the operator's own, and changes that take themselves back, as whole rule sets.
class OwnServicesTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");
  private static final Instant CONFIRM_BY = NOW.plusSeconds(60);

  private final DesiredState state = new DesiredState(1_000);

  @Test
  void areRestrictedOnTheirPorts_andBlockedForWhoIsBlockedForAllFive() {
    var configuration = with(open(), group("office", "10.0.0.0/8", "2001:db8:1::/48"));
    configuration = with(configuration, own("rsync", "office", tcp(873), udp(8730), tcp(8873)));
    configuration = with(configuration, own("tcp", null, tcp(9000)));

    state.configure(configuration);

    assertThat(ruleset(NOW)).isEqualTo(golden("own-services.nft"));
  }

  @Test
  void leaveNothingBehind_whenTheyAreDeleted() {
    state.configure(open());
    String before = ruleset(NOW);
    var made = with(with(open(), group("office", "10.0.0.0/8")), own("rsync", "office", tcp(873)));
    state.configure(made);
    assertThat(ruleset(NOW)).contains("own_rsync").isNotEqualTo(before);

    state.configure(made.with("service/rsync", null));

    assertThat(ruleset(NOW)).isEqualTo(before);
  }

  @Test
  void aChangeThatNobodyConfirms_isTakenBackByTheNodeItself() {
    var before = unrestricted(Service.SIP);
    var change =
        new PendingChange(
            7, UUID.randomUUID(), CONFIRM_BY, List.of(Before.of("service/sip", before)));
    state.configure(open());
    String former = ruleset(NOW);
    var pending = open().with(ConfigKey.PENDING_CHANGE, Json.write(change));
    state.configure(with(with(pending, group("office")), restricted(Service.SIP, "office")));
    assertThat(ruleset(NOW)).contains("@sip_members_v4");
    state.applied();
    assertThat(state.isDirty()).isFalse();
    assertThat(state.nextExpiry()).isEqualTo(CONFIRM_BY);

    state.expire(CONFIRM_BY);

    assertThat(state.isDirty()).isTrue();
    assertThat(ruleset(CONFIRM_BY))
        .isEqualTo(former.replace(NOW.toString(), CONFIRM_BY.toString()));
    assertThat(state.configuration().versions()).doesNotContainKey(ConfigKey.PENDING_CHANGE);
    assertThat(state.nextExpiry()).isNull();
  }

  @Test
  void theVerdictNamesTheServiceAsTheOperatorDoes() {
    var configuration = with(open(), group("office", "10.0.0.0/8"));
    configuration = with(configuration, own("rsync", "office", tcp(873)));
    var everywhere = Blocks.active("10.0.0.1", NOW, null, Names.SERVICES.toArray(Service[]::new));
    var forSip = Blocks.active("10.0.0.2", NOW, null, Service.SIP);

    var rules = RuleSet.of(configuration, List.of(everywhere, forSip), NOW);

    assertThat(rules.verdict(packet("10.0.0.1")))
        .isEqualTo(new Verdict.Blocked("rsync", "sip_blocked_v4", List.of(everywhere)));
    assertThat(rules.verdict(packet("10.0.0.2")))
        .isEqualTo(new Verdict.Member("rsync", "own_rsync_members_v4"));
    assertThat(rules.verdict(packet("192.0.2.1")))
        .isEqualTo(new Verdict.Outsider("rsync", "own_rsync_members_v4"));
    assertThat(rules.services().getLast().service()).isEqualTo("rsync");
    assertThat(rules.services().getLast().blocked()).containsOnlyKeys(IpAddress.parse("10.0.0.1"));
  }

  private static Packet packet(String source) {
    return Packet.to(Protocol.TCP, 873, IpAddress.parse(source));
  }

  private String ruleset(Instant now) {
    return state.ruleset(now, Integer.MAX_VALUE);
  }

  private static String golden(String name) {
    try (var file = OwnServicesTest.class.getResourceAsStream("/golden/" + name)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
