package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Real rules in a real kernel, and real packets against them.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class KernelEnforcerTest {

  private static final String SERVER = "192.0.2.100";
  private static final String SERVER_V6 = "2001:db8::100";
  private static final String ATTACKER = "192.0.2.66";
  private static final String ATTACKER_V6 = "2001:db8::66";
  private static final String PHONE = "192.0.2.1";
  private static final String PHONE_V6 = "2001:db8::1";
  private static final int SIP = 5060;
  private static final int KAFKA = 29092;
  private static final Pattern ELEMENTS = Pattern.compile("elements = \\{([^}]*)}");

  private final DesiredState state = new DesiredState(1_000);
  private Namespace namespace;
  private KernelEnforcer kernel;

  @BeforeEach
  void open() {
    namespace = Namespace.create(SERVER, SERVER_V6, ATTACKER, ATTACKER_V6, PHONE, PHONE_V6);
    kernel = namespace.call(() -> KernelEnforcer.open(null));
    configure(Configurations.open());
  }

  @AfterEach
  void close() {
    namespace.call(
        () -> {
          kernel.close();
          return true;
        });
    namespace.close();
  }

  @Test
  void dropsAndCounts_whatABlockedAddressSendsToTheService() {
    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();

    block(ATTACKER, inAnHour(), Service.SIP);
    block(ATTACKER_V6, null, Service.SIP);

    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();
    assertThat(udp(ATTACKER_V6, SERVER_V6, SIP)).isFalse();
    assertThat(tcp(ATTACKER, SERVER, SIP)).isFalse();
    assertThat(tcp(ATTACKER_V6, SERVER_V6, SIP)).isFalse();
    assertThat(dropped(Service.SIP)).isGreaterThanOrEqualTo(4);
    assertThat(dropped(Service.WEB)).isZero();
    assertThat(udp(PHONE, SERVER, SIP)).isTrue();
    assertThat(tcp(PHONE_V6, SERVER_V6, SIP)).isTrue();
  }

  @Test
  void leavesAllOtherTrafficOfABlockedAddressAlone() {
    block("127.0.0.1", inAnHour(), Service.SIP);
    block("::1", inAnHour(), Service.SIP);

    assertThat(udp("127.0.0.1", "127.0.0.1", SIP)).isFalse();
    assertThat(udp("::1", "::1", SIP)).isFalse();
    assertThat(tcp("127.0.0.1", "127.0.0.1", KAFKA)).isTrue();
    assertThat(tcp("::1", "::1", KAFKA)).isTrue();
    assertThat(tcp("127.0.0.1", "127.0.0.1", 443)).isTrue();
  }

  @Test
  void endsAFlowThatIsEstablished() {
    assertThat(
            namespace.call(
                () -> {
                  try (var flow = new Packets.Flow(ATTACKER, SERVER, SIP)) {
                    boolean before = flow.lives();
                    state.take(record(ATTACKER, inAnHour(), Service.SIP), Instant.now());
                    apply();
                    return List.of(before, flow.lives());
                  }
                }))
        .containsExactly(true, false);
  }

  @Test
  void dropsWhatComesFromABlockedPrefix_untilItIsReleased() {
    block("192.0.2.64/28", null, Service.SIP);
    block("192.0.2.64/27", null, Service.SIP);
    block("2001:db8::/121", null, Service.SIP);

    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();
    assertThat(udp(ATTACKER_V6, SERVER_V6, SIP)).isFalse();
    assertThat(udp(PHONE, SERVER, SIP)).isTrue();

    release("192.0.2.64/28");
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();
    release("192.0.2.64/27");
    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
  }

  @Test
  void admitsOnlyMembers_toARestrictedService() {
    var office = Configurations.group("office", PHONE, "2001:db8::/122");
    var restricted = Configurations.with(Configurations.open(), office);
    restricted = Configurations.with(restricted, Configurations.restricted(Service.SIP, "office"));

    configure(restricted);

    assertThat(udp(PHONE, SERVER, SIP)).isTrue();
    assertThat(udp(PHONE_V6, SERVER_V6, SIP)).isTrue();
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();
    assertThat(tcp(ATTACKER_V6, SERVER_V6, SIP)).isFalse();
    assertThat(udp(ATTACKER, SERVER, 161)).isTrue();
    assertThat(dropped(Service.SIP)).isPositive();

    configure(Configurations.open());
    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
  }

  @Test
  void letsTheTrustedIn_whateverElseIsSaidOfThem() {
    var trusted = Configurations.group("trusted", "192.0.2.64/26", ATTACKER_V6);
    var nobody = Configurations.group("nobody");
    var configuration = Configurations.with(Configurations.open(), trusted);
    configuration = Configurations.with(configuration, nobody);
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.SIP, "nobody"));
    configure(Configurations.trusting(configuration, "trusted"));

    block(ATTACKER, inAnHour(), Service.SIP);
    block(ATTACKER_V6, inAnHour(), Service.SIP);

    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
    assertThat(tcp(ATTACKER_V6, SERVER_V6, SIP)).isTrue();
    assertThat(udp(PHONE, SERVER, SIP)).isFalse();
  }

  @Test
  void letsGoOfAnAddress_whenItsTimeoutIsOver() {
    block(ATTACKER, Instant.now().plusSeconds(2), Service.SIP);
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();

    await().until(() -> udp(ATTACKER, SERVER, SIP));
    assertThat(elements("sip_blocked_v4")).isEmpty();
  }

  @Test
  void changesTheEndOfABlock_whetherOrNotTheKernelStillHasIt() {
    block(ATTACKER, Instant.now().plusMillis(300), Service.SIP);
    block(ATTACKER, inAnHour(), Service.SIP);
    assertThat(elements("sip_blocked_v4"))
        .singleElement()
        .asString()
        .matches(ATTACKER + " .*timeout (1h|59m[0-9]+s)([0-9]+ms)? expires .*");

    block(ATTACKER, Instant.now().plusMillis(300), Service.SIP);
    await().until(() -> elements("sip_blocked_v4").isEmpty());
    block(ATTACKER, null, Service.SIP);
    assertThat(elements("sip_blocked_v4"))
        .singleElement()
        .asString()
        .startsWith(ATTACKER + " ")
        .doesNotContain("timeout");

    block(ATTACKER, Instant.now().plusMillis(300), Service.SIP);
    await().until(() -> elements("sip_blocked_v4").isEmpty());
    release(ATTACKER);
    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
  }

  @Test
  void takesTheWholeAddressSpace_asAGroup() {
    var everybody =
        Configurations.group("everybody", "0.0.0.0/0", "::/0", "255.255.255.255", "10.0.0.0/8");
    var configuration = Configurations.with(Configurations.open(), everybody);

    configure(
        Configurations.with(configuration, Configurations.restricted(Service.SIP, "everybody")));

    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
    assertThat(udp(ATTACKER_V6, SERVER_V6, SIP)).isTrue();
    assertThat(elements("sip_members_v4")).hasSize(1);
  }

  @Test
  void keepsTheLastGoodRuleset_whenApplyFails_andReplacesItWholeAfterwards() {
    block(ATTACKER, inAnHour(), Service.SIP);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                namespace.call(
                    () -> {
                      kernel.apply(
                          List.of(
                              new Change.Commands(
                                  List.of(
                                      "flush set inet ringfence sip_blocked_v4",
                                      "add element inet ringfence nowhere { 192.0.2.1 }"))),
                          () -> "");
                      return true;
                    }))
        .withCauseInstanceOf(NotAppliedException.class)
        .withMessageContaining("No such file or directory");
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();

    state.lost();
    namespace.call(this::apply);
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();
  }

  @Test
  void touchesNoOtherTable() {
    nft("add table inet others { chain input { type filter hook input priority 0; }; }\n");

    state.lost();
    block(ATTACKER, inAnHour(), Service.SIP);

    assertThat(nft("list table inet others")).contains("chain input");
  }

  @Test
  void keepsTheRules_whenItIsClosed_andAnotherTakesOver() {
    block(ATTACKER, inAnHour(), Service.SIP);
    kernel =
        namespace.call(
            () -> {
              kernel.close();
              return KernelEnforcer.open(null);
            });
    assertThat(udp(ATTACKER, SERVER, SIP)).isFalse();

    var successor = new DesiredState(1_000);
    successor.configure(Configurations.open());
    namespace.call(
        () -> {
          reconcile(successor);
          return true;
        });

    assertThat(udp(ATTACKER, SERVER, SIP)).isTrue();
  }

  @Test
  void belongsToOneThread() {
    assertThatExceptionOfType(WrongThreadException.class).isThrownBy(() -> kernel.droppedPackets());
  }

  @Test
  void saysWhatIsMissing_whenTheNamespaceIsNotThere() {
    assertThatExceptionOfType(NotAppliedException.class)
        .isThrownBy(() -> KernelEnforcer.open(namespace.path().resolveSibling("missing")))
        .withMessageContaining("missing");
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  private static BlockRecord record(String target, @Nullable Instant until, Service service) {
    return Blocks.record(Blocks.active(target, Instant.now(), until, service));
  }

  private void block(String target, @Nullable Instant until, Service service) {
    state.take(record(target, until, service), Instant.now());
    namespace.call(this::apply);
  }

  private void release(String target) {
    state.take(Blocks.tombstone(target), Instant.now());
    namespace.call(this::apply);
  }

  private void configure(Configuration configuration) {
    state.configure(configuration);
    namespace.call(this::apply);
  }

  private boolean apply() throws NotAppliedException {
    if (state.isKnown()) {
      kernel.apply(state.changes(Instant.now()), () -> "");
      state.applied();
    } else {
      reconcile(state);
    }
    return true;
  }

  private void reconcile(DesiredState desired) throws NotAppliedException {
    if (kernel.look(true) instanceof Look.Found(var actual)) {
      kernel.apply(desired.difference(actual, Instant.now()).changes(), () -> "");
      desired.applied();
    }
  }

  private boolean udp(String from, String to, int port) {
    return namespace.call(() -> Packets.udp(from, to, port));
  }

  private boolean tcp(String from, String to, int port) {
    return namespace.call(() -> Packets.tcp(from, to, port));
  }

  private long dropped(Service service) {
    return namespace.call(
        () ->
            kernel.droppedPackets().entrySet().stream()
                .filter(counter -> counter.getKey().service().equals(service.wireName()))
                .mapToLong(Map.Entry::getValue)
                .sum());
  }

  /// As `nft` writes them.
  private List<String> elements(String set) {
    var elements = ELEMENTS.matcher(nft("list set inet ringfence " + set));
    return elements.find() ? List.of(elements.group(1).strip().split(",\\s*", -1)) : List.of();
  }

  private String nft(String commands) {
    return namespace.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run(commands);
          }
        });
  }
}
