package io.ringfence.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Service;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DesiredStateTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");
  private static final Instant IN_AN_HOUR = NOW.plus(Duration.ofHours(1));

  private final DesiredState state = new DesiredState(1_000);

  @Test
  void rendersNoRestriction_whenNothingIsConfigured() {
    assertThat(state.ruleset(NOW, Integer.MAX_VALUE)).isEqualTo(golden("nothing-configured.nft"));
  }

  @Test
  void makesTheTable_thenFillsItsSets_thenGivesItsRules_fromNothing() {
    state.configure(everything());
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    block("2001:db8:bad::/48", null, Service.SNMP);

    assertThat(changes(NOW)).isEqualTo(golden("from-nothing.nft"));
  }

  @Test
  void rendersTheWholeTable_withTrustedMembersAndBlocks() {
    state.configure(everything());
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    block("2001:db8:bad::7", null, Service.SIP, Service.WEB);
    block("198.51.100.0/25", IN_AN_HOUR, Service.SIP);
    block("198.51.100.0/24", IN_AN_HOUR, Service.SIP);
    block("2001:db8:bad::/48", null, Service.SNMP);

    assertThat(state.ruleset(NOW, Integer.MAX_VALUE)).isEqualTo(golden("everything.nft"));
    assertThat(state.elements())
        .containsEntry("sip_blocked_v4", 1)
        .containsEntry("sip_blocked_prefixes_v4", 1)
        .containsEntry("trusted_v6", 1)
        .containsEntry("web_members_v4", 2);
  }

  @Test
  void blocksOnAccounts_areNotTheKernels() {
    state.configure(Configurations.open());
    commit();

    block("203.0.113.7 100", IN_AN_HOUR, Service.SIP);
    block("account 100", null, Service.SIP);
    state.take(Blocks.tombstone("203.0.113.7 100"), NOW);

    assertThat(state.isDirty()).isFalse();
    assertThat(changes(NOW)).isEmpty();
  }

  @Test
  void addsChangesAndRemovesSingleAddresses() {
    state.configure(Configurations.open());
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    block("203.0.113.8", IN_AN_HOUR, Service.SIP);
    commit();

    block("203.0.113.7", NOW.plus(Duration.ofDays(1)), Service.SIP);
    block("2001:db8::9", null, Service.SIP, Service.CRM);
    state.take(Blocks.tombstone("203.0.113.8"), NOW);

    assertThat(state.isDirty()).isTrue();
    assertThat(changes(NOW)).isEqualTo(golden("changed-addresses.nft"));
    state.applied();
    assertThat(state.isDirty()).isFalse();
    assertThat(changes(NOW)).isEmpty();
  }

  @Test
  void replacesSetsAndChains_whenTheConfigurationChanges() {
    var open =
        Configurations.with(Configurations.open(), Configurations.group("office", "10.0.0.0/8"));
    state.configure(open);
    commit();
    var office = Configurations.group("office", "10.0.0.0/8", "192.0.2.9");
    var restricted = Configurations.with(open, office);
    restricted = Configurations.with(restricted, Configurations.restricted(Service.SIP, "office"));

    state.configure(Configurations.trusting(restricted, "office"));

    assertThat(changes(NOW)).isEqualTo(golden("restricted-and-trusted.nft"));
    state.applied();
    state.configure(open);
    assertThat(changes(NOW)).isEqualTo(golden("open-again.nft"));
  }

  @Test
  void dropsAndCountsNothing_whileItIsOpen_andTheRestStays() {
    state.configure(Configurations.open());
    commit();

    state.open(IN_AN_HOUR);

    assertThat(changes(NOW))
        .isEqualTo(
            """
            flush chain inet ringfence prerouting
            flush chain inet ringfence passed
            """);
  }

  @Test
  void replacesThePrefixes_whenOneOfThemEnds() {
    state.configure(Configurations.open());
    block("198.51.100.0/25", IN_AN_HOUR, Service.SIP);
    block("198.51.0.0/16", NOW.plusSeconds(60), Service.SIP);
    commit();

    assertThat(state.nextExpiry()).isEqualTo(NOW.plusSeconds(60));
    assertThat(state.expire(NOW.plusSeconds(60))).hasSize(1);

    assertThat(changes(NOW.plusSeconds(60)))
        .isEqualTo(
            """
            delete element inet ringfence sip_blocked_prefixes_v4 { 198.51.0.0/16 }
            add element inet ringfence sip_blocked_prefixes_v4 { 198.51.100.0/25 }
            """);
  }

  @Test
  void leavesAnExpiredAddress_toTheKernelsTimeout() {
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    commit();

    var expired = state.expire(IN_AN_HOUR);

    assertThat(expired)
        .singleElement()
        .extracting(BlockChange::state)
        .isEqualTo(BlockState.EXPIRED);
    assertThat(state.isDirty()).isTrue();
    assertThat(changes(IN_AN_HOUR)).isEmpty();
    assertThat(state.ruleset(IN_AN_HOUR, 10)).doesNotContain("203.0.113.7");
    assertThat(state.blocks()).isEmpty();
    assertThat(state.blockCount()).isZero();
    assertThat(state.nextExpiry()).isNull();
  }

  @Test
  void setsAnAddressAnew_whileTheKernelMayStillHoldItFromBefore() {
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    commit();
    state.expire(IN_AN_HOUR);
    state.applied();

    var again = Blocks.active("203.0.113.7", IN_AN_HOUR, null, Service.SIP);
    state.take(Blocks.record(again), IN_AN_HOUR);

    assertThat(changes(IN_AN_HOUR))
        .isEqualTo(
            """
            add element inet ringfence sip_blocked_v4 { 203.0.113.7 }
            delete element inet ringfence sip_blocked_v4 { 203.0.113.7 }
            add element inet ringfence sip_blocked_v4 { 203.0.113.7 }
            """);
  }

  @Test
  void changesTheMembers_whenAMembershipEnds() {
    var members =
        List.of(
            Configurations.member("10.0.0.0/8", null),
            Configurations.member("192.0.2.1", NOW.plusSeconds(5)));
    var configuration =
        Configurations.with(Configurations.open(), Configurations.group("office", members));
    state.configure(
        Configurations.with(configuration, Configurations.restricted(Service.CRM, "office")));
    commit();
    assertThat(state.nextExpiry()).isEqualTo(NOW.plusSeconds(5));

    assertThat(state.expire(NOW.plusSeconds(5))).isEmpty();

    assertThat(state.isDirty()).isTrue();
    assertThat(state.nextExpiry()).isNull();
    assertThat(changes(NOW.plusSeconds(5)))
        .isEqualTo(
            """
            delete element inet ringfence crm_members_v4 { 192.0.2.1 }
            """);
  }

  @Test
  void takesTheSameBlockOnce() {
    var decision = Blocks.active("203.0.113.7", NOW, IN_AN_HOUR, Service.SIP);
    assertThat(state.take(Blocks.record(decision), NOW)).isNotNull();
    commit();

    assertThat(state.take(Blocks.record(decision), NOW)).isNull();
    assertThat(state.isDirty()).isFalse();

    var released = Blocks.record(Blocks.released(decision, NOW));
    assertThat(state.take(released, NOW)).isNotNull();
    assertThat(state.take(released, NOW)).isNull();
    assertThat(state.take(Blocks.tombstone("203.0.113.7"), NOW)).isNull();
  }

  @Test
  void refusesBlocks_beyondTheBound() {
    var small = new DesiredState(1);
    small.take(Blocks.record(Blocks.active("192.0.2.1", NOW, null, Service.SIP)), NOW);
    small.take(Blocks.record(Blocks.active("192.0.2.2", NOW, null, Service.SIP)), NOW);

    assertThat(small.blocks()).hasSize(1);
    assertThat(small.refused()).isEqualTo(1);
  }

  @Test
  void rendersTheWholeTableAgain_whenItIsNotKnownWhatIsInForce() {
    block("203.0.113.7", IN_AN_HOUR, Service.SIP);
    commit();

    state.lost();

    assertThat(state.isDirty()).isTrue();
    assertThat(changes(NOW)).startsWith("add table").contains("203.0.113.7 timeout 1h");
  }

  @Test
  void neverRendersATimeoutOfZero_whichWouldMeanForEver() {
    block("203.0.113.7", NOW.plusNanos(1), Service.SIP);
    block("203.0.113.8", Instant.parse("9999-12-31T23:59:59Z"), Service.SIP);

    assertThat(changes(NOW)).contains("203.0.113.7 timeout 1ms", "203.0.113.8 timeout 3650d");
  }

  @Test
  void shortensTheText_toSoManyElementsOfASet() {
    for (int i = 1; i <= 10; i++) {
      block("192.0.2." + i, null, Service.SIP);
    }
    assertThat(state.ruleset(NOW, 3)).contains("192.0.2.3,\n\t\t\t# and 7 more\n");
  }

  @Test
  void refusesARecord_underAnotherTargetsKey() {
    byte[] json = Json.write(Blocks.active("203.0.113.7", NOW, null, Service.SIP));

    assertThat(BlockRecord.parse("203.0.113.7", json).decision()).isNotNull();
    assertThatIllegalArgumentException().isThrownBy(() -> BlockRecord.parse("203.0.113.8", json));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockRecord.parse("x", "{".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void rulesWhoseTransactionFailedAreAmongWhatMendsIt() {
    var state = new DesiredState(10);
    state.configure(Configurations.open());
    state.changes(NOW);
    state.applied();
    var restricted = Configurations.restricted(Service.SIP, "office");
    state.configure(Configurations.with(Configurations.open(), restricted));
    state.changes(NOW);
    state.lost();

    var chains = Map.of(Names.chain(Service.SIP), Actual.Rules.AS_GIVEN);
    var before = new Actual(Actual.Shape.SOUND, Map.of(), Set.of(), chains);

    assertThat(ChangeText.of(state.difference(before, NOW).changes()))
        .contains("saddr != @" + Names.members(Names.chain(Service.SIP), Family.V4));
  }

  @Test
  void aSample_isOfOthersEachTime_andOfAllInTurn() {
    var members = IntStream.range(0, 10).mapToObj(i -> "10.0." + i + ".1").toArray(String[]::new);
    var office =
        Configurations.with(Configurations.open(), Configurations.group("office", members));
    state.configure(Configurations.with(office, Configurations.restricted(Service.SIP, "office")));
    for (int i = 0; i < 10; i++) {
      block("192.0.2." + i, null, Service.SIP);
      block("198.51." + i + ".0/24", null, Service.SIP);
    }
    commit();

    for (String set : List.of("sip_members_v4", "sip_blocked_v4", "sip_blocked_prefixes_v4")) {
      var first = sampled(set);
      var second = sampled(set);
      var third = sampled(set);
      assertThat(List.of(first.size(), second.size(), third.size())).containsExactly(4, 4, 2);
      assertThat(Stream.of(first, second, third).flatMap(List::stream)).doesNotHaveDuplicates();
      assertThat(sampled(set)).isEqualTo(first);
      state.sample(NOW);
      state.sample(NOW);
    }
  }

  private List<?> sampled(String name) {
    return state.sample(NOW).stream()
        .flatMap(
            change ->
                switch (change) {
                  case Change.Ranges(var set, var _, var _, var in) when set.equals(name) ->
                      in.stream();
                  case Change.Addresses(var set, var _, var _, var in) when set.equals(name) ->
                      in.stream();
                  case Change.Ranges _, Change.Addresses _, Change.Commands _ -> Stream.of();
                })
        .toList();
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

  private static Configuration everything() {
    var configuration = Configurations.open();
    configuration =
        Configurations.with(
            configuration,
            Configurations.group("office", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.5-192.0.2.9"));
    configuration =
        Configurations.with(
            configuration, Configurations.group("admins", "192.0.2.1", "2001:db8:1::/48"));
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.WEB, "office"));
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.SNMP, "missing"));
    return Configurations.trusting(configuration, "admins");
  }

  private static String golden(String name) {
    try (var file = DesiredStateTest.class.getResourceAsStream("/golden/" + name)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
