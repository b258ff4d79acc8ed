package io.ringfence.admin.impact;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.impact.Impact.CutOff;
import io.ringfence.admin.impact.Witness.Kind;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.testing.NaiveFirewall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImpactRulesTest {
  private static final Instant NOW = NaiveFirewall.NOW;
  private static final Way SIP = Way.to("sip");
  private static final Way CONSOLE = new Way("web", new Port(Protocol.TCP, 8080));

  private final NaiveFirewall open = new NaiveFirewall();

  @Test
  void nobodyIsCutOff_whileNothingIsRestricted() {
    var wider = restricted("sip", "0.0.0.0/0", "::/0");

    assertThat(ImpactRules.isTightened(reach(open), reach(open))).isFalse();
    assertThat(ImpactRules.isTightened(reach(open), reach(wider))).isFalse();
    assertThat(ImpactRules.isTightened(reach(restricted("sip", "10.0.0.1")), reach(open)))
        .isFalse();
  }

  @Test
  void namesWhomARestrictionCutsOff_worstFirst_withWhatIsKnownOfThem() {
    var witnesses =
        List.of(
            witness(Kind.LOGIN, "10.0.0.9", SIP, "300", NOW.minusSeconds(60)),
            witness(Kind.REGISTRATION, "10.0.0.9", SIP, "301", NOW.minusSeconds(9)),
            witness(Kind.REGISTRATION, "10.0.0.1", SIP, "100", NOW),
            witness(Kind.TRUNK, "::ffff:10.0.0.7", SIP, null, NOW.minusSeconds(5)),
            witness(Kind.REGISTRATION, "2001:db8::5", SIP, "200", NOW.minusSeconds(3)),
            witness(Kind.CALLER, "10.0.0.9", CONSOLE, "token:cli", NOW));

    var impact = impact(open, restricted("sip", "10.0.0.0/30"), witnesses);

    assertThat(impact.total()).isEqualTo(3);
    assertThat(impact.counts())
        .containsOnly(
            java.util.Map.entry(Kind.TRUNK, 1),
            java.util.Map.entry(Kind.REGISTRATION, 2),
            java.util.Map.entry(Kind.LOGIN, 1));
    assertThat(impact.sources())
        .containsExactly(
            new CutOff("10.0.0.7", List.of(Kind.TRUNK), List.of("sip"), List.of(), seen(5)),
            new CutOff(
                "2001:db8::5", List.of(Kind.REGISTRATION), List.of("sip"), List.of("200"), seen(3)),
            new CutOff(
                "10.0.0.9",
                List.of(Kind.REGISTRATION, Kind.LOGIN),
                List.of("sip"),
                List.of("300", "301"),
                seen(9)));
  }

  @Test
  void theCallerIsCutOff_byWhateverServiceHasThePortThatHeCameTo() {
    var caller = List.of(witness(Kind.CALLER, "10.0.0.9", CONSOLE, "alice", NOW));

    assertThat(impact(open, restricted("web", "10.0.0.1"), caller).total()).isEqualTo(1);
    assertThat(impact(open, restricted("sip", "10.0.0.1"), caller).total()).isZero();
    var backup = restricted("backup", "10.0.0.1").ports("backup", 8080);
    assertThat(impact(open, backup, caller).sources())
        .extracting(CutOff::services)
        .containsExactly(List.of("backup"));
  }

  @Test
  void whoWasKeptOutBefore_isNotCutOff() {
    var narrow = restricted("sip", "10.0.0.1");
    var phone = List.of(witness(Kind.LOGIN, "10.0.0.9", SIP, "100", NOW));

    assertThat(impact(narrow, restricted("sip", "10.0.0.2"), phone).total()).isZero();
  }

  @Test
  void whoIsTrustedGetsIn_untilHeIsNotTrustedAnyMore() {
    var before = restricted("sip", "10.0.0.1").trusting("10.0.0.8/29");
    var after = restricted("sip", "10.0.0.1", "10.0.0.12").trusting("10.0.0.10");
    var phone = witness(Kind.LOGIN, "10.0.0.9", SIP, "100", NOW);

    assertThat(impact(open, before, List.of(phone)).total()).isZero();
    assertThat(impact(before, after, List.of(phone)).sources())
        .extracting(CutOff::source)
        .containsExactly("10.0.0.9", "10.0.0.11", "10.0.0.13-10.0.0.15", "10.0.0.8-10.0.0.9");
  }

  @Test
  void listsSoMany_andCountsAll() {
    var phones =
        IntStream.range(0, 250)
            .mapToObj(i -> witness(Kind.REGISTRATION, "192.0.2." + i, SIP, "a" + i, NOW))
            .toList();

    var impact = impact(open, restricted("sip", "10.0.0.1"), phones);

    assertThat(impact.total()).isEqualTo(250);
    assertThat(impact.counts()).containsEntry(Kind.REGISTRATION, 250);
    assertThat(impact.sources()).hasSize(ImpactRules.MAX_LISTED);
    assertThat(impact.complete()).isTrue();
  }

  @Test
  void cutsOffWhomANaiveFirewallDoes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      var before = NaiveFirewall.random(random);
      var after = random.nextBoolean() ? NaiveFirewall.random(random) : before.changed(random);
      var witnesses = new ArrayList<Witness>();
      for (int i = 0; i < 60; i++) {
        var way = Way.to(NaiveFirewall.SERVICES.get(random.nextInt(3)));
        witnesses.add(new Witness(Kind.LOGIN, NaiveFirewall.address(random), way, null, NOW));
      }
      var expected =
          witnesses.stream()
              .filter(one -> before.admits(one.source(), one.way().service()))
              .filter(one -> !after.admits(one.source(), one.way().service()))
              .map(one -> one.source().toString())
              .collect(Collectors.toSet());

      var impact = impact(before, after, witnesses);

      String situation = "seed " + seed + "\n" + before + "\n" + after;
      assertThat(sources(impact, Kind.LOGIN)).as(situation).isEqualTo(expected);
      if (impact.total() > 0) {
        assertThat(ImpactRules.isTightened(reach(before), reach(after))).as(situation).isTrue();
      }
      assertThatTheTrustedAreListed(before, after, impact, situation);
    }
  }

  private static void assertThatTheTrustedAreListed(
      NaiveFirewall before, NaiveFirewall after, Impact impact, String situation) {
    var listed =
        impact.sources().stream()
            .filter(cutOff -> cutOff.kinds().contains(Kind.TRUSTED))
            .map(cutOff -> IpRange.parse(cutOff.source()))
            .toList();
    for (var address : NaiveFirewall.universe()) {
      boolean isCutOff = before.trusts(address) && after.isRefusedSomewhere(address);
      assertThat(listed.stream().anyMatch(range -> range.contains(address)))
          .as("%s of %s", address, situation)
          .isEqualTo(isCutOff);
    }
  }

  private static Set<String> sources(Impact impact, Kind kind) {
    return impact.sources().stream()
        .filter(cutOff -> cutOff.kinds().contains(kind))
        .map(CutOff::source)
        .collect(Collectors.toSet());
  }

  private static NaiveFirewall restricted(String service, String... members) {
    return new NaiveFirewall().restrict(service, members);
  }

  private static Impact impact(NaiveFirewall before, NaiveFirewall after, List<Witness> witnesses) {
    return ImpactRules.impact(reach(before), reach(after), witnesses, true);
  }

  private static Reach reach(NaiveFirewall firewall) {
    Configuration configuration = firewall.configuration();
    assertThat(configuration.services().values())
        .extracting(ProtectedService::name)
        .allMatch(Objects::nonNull);
    return Reach.of(configuration, NOW);
  }

  private static Instant seen(int secondsAgo) {
    return NOW.minusSeconds(secondsAgo);
  }

  private static Witness witness(Kind kind, String source, Way way, String account, Instant seen) {
    return new Witness(kind, IpAddress.parse(source), way, account, seen);
  }
}
