package io.ringfence.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// IPv6 networks of the usual size are elements like addresses; and what is looked at of all
/// elements between two times that all are read.
class NetworksTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");
  private static final Instant IN_AN_HOUR = NOW.plus(Duration.ofHours(1));

  private final DesiredState state = new DesiredState(1_000);

  @Test
  void anIpv6NetworkOfTheUsualSize_isLookedUpLikeAnAddress_otherPrefixesAreRanges() {
    state.configure(Configurations.open());
    commit();

    block("2001:db8:bad:1::/64", IN_AN_HOUR, Service.SIP);
    block("2001:db8:bad:2::/64", null, Service.SIP, Service.WEB);
    block("2001:db8:bad:1::/65", IN_AN_HOUR, Service.SIP);
    block("2001:db8:bad::/48", IN_AN_HOUR, Service.SIP);
    assertThat(changes(NOW)).isEqualTo(golden("networks.nft"));
    state.applied();

    state.take(Blocks.tombstone("2001:db8:bad:1::/64"), NOW);
    state.expire(IN_AN_HOUR);

    assertThat(changes(IN_AN_HOUR))
        .isEqualTo(
            """
            delete element inet ringfence sip_blocked_prefixes_v6 { 2001:db8:bad::/48 }
            add element inet ringfence sip_blocked_64s_v6 { 2001:db8:bad:1:: }
            delete element inet ringfence sip_blocked_64s_v6 { 2001:db8:bad:1:: }
            """);
    assertThat(state.blocks()).hasSize(1);
  }

  @Test
  void networksThatAreStillAmongThePrefixes_leaveThemOnceTheRulesAskForThemElsewhere() {
    state.configure(Configurations.open());
    block("2001:db8:bad:1::/64", IN_AN_HOUR, Service.SIP);
    String prefixes = Names.blockedPrefixes(Service.SIP, Family.V6);
    var held = List.of(IpRange.parse("2001:db8:bad:1::/64"));
    var before =
        new Actual(
            Actual.Shape.SOUND,
            Map.of(prefixes, new Actual.Ranges(Family.V6, held)),
            Set.of(),
            Map.of("sip", Actual.Rules.UNKNOWN));

    var lines = ChangeText.of(state.difference(before, NOW).changes()).lines().toList();

    String out = "delete element inet ringfence " + prefixes + " { 2001:db8:bad:1::/64 }";
    assertThat(lines.indexOf(out)).isEqualTo(lines.size() - 1);
    assertThat(lines)
        .containsSubsequence(
            "add element inet ringfence sip_blocked_64s_v6 { 2001:db8:bad:1:: timeout 1h }",
            "flush chain inet ringfence sip",
            "add rule inet ringfence sip ip6 saddr & ffff:ffff:ffff:ffff:: @sip_blocked_64s_v6"
                + " counter name \"sip_blocked_64s_v6_dropped\" drop",
            out);
  }

  @Test
  void aSample_isOtherElementsEachTime_thatTheKernelMustHold() {
    state.configure(trusting());
    for (int i = 0; i < 10; i++) {
      block("192.0.2." + i, IN_AN_HOUR, Service.SIP);
      block("198.51." + 2 * i + ".0/24", null, Service.SIP);
    }
    block("192.0.2.200", NOW.plusSeconds(1), Service.SIP);
    commit();

    var seen = new TreeSet<String>();
    for (int i = 0; i < 4; i++) {
      seen.add(ChangeText.of(state.sample(NOW)));
    }

    assertThat(seen).hasSizeGreaterThan(2);
    String all = String.join("", seen);
    for (int i = 0; i < 10; i++) {
      assertThat(all).contains("192.0.2." + i + " timeout 1h", "198.51." + 2 * i + ".0/24");
    }
    assertThat(all).contains("trusted_v4 {").doesNotContain("delete", "192.0.2.200");
  }

  private static Configuration trusting() {
    var group = Configurations.group("admins", "203.0.113.1", "2001:db8:1::/48");
    return Configurations.trusting(Configurations.with(Configurations.open(), group), "admins");
  }

  private void block(String target, @Nullable Instant until, Service... services) {
    state.take(Blocks.record(Blocks.active(target, NOW, until, services)), NOW);
  }

  private String changes(Instant now) {
    return ChangeText.of(state.changes(now));
  }

  private void commit() {
    changes(NOW);
    state.applied();
  }

  private static String golden(String name) {
    try (var file = NetworksTest.class.getResourceAsStream("/golden/" + name)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
