package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Names;
import io.ringfence.firewall.rules.Packet;
import io.ringfence.firewall.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What the model says of a packet, and what the kernel does with a real one.
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class VerdictTest {

  private static final int ROUNDS = 15;
  private static final int MOST_ROUNDS = 150;
  private static final Set<String> KINDS =
      Set.of("Blocked", "Open", "NoService", "Outsider", "Member", "Trusted");
  private static final String SERVER = "192.0.2.200";
  private static final String SERVER_V6 = "2001:db8:5::1";
  private static final List<String> SOURCES =
      List.of(
          "192.0.2.1",
          "192.0.2.2",
          "192.0.2.65",
          "192.0.2.66",
          "192.0.2.130",
          "198.51.100.7",
          "2001:db8::1",
          "2001:db8::2",
          "2001:db8:1::1",
          "2001:db8:1:0:8000::1",
          "2001:db8:2::1");
  private static final List<String> PREFIXES =
      List.of(
          "192.0.2.0/25",
          "192.0.2.64/27",
          "192.0.2.64/26",
          "198.51.100.0/24",
          "2001:db8::/64",
          "2001:db8:1::/64",
          "2001:db8::/33");
  private static final List<String> RANGES =
      List.of(
          "192.0.2.2-192.0.2.65", "2001:db8::2-2001:db8:1::1", "0.0.0.0/0", "::/0", "10.0.0.0/8");
  private static final int[] UDP = {5060, 69, 161, 29092};
  private static final int[] TCP = {5060, 5061, 5067, 80, 4021, 5038, 29092};

  private final long seed = System.nanoTime();
  private final Random chance = new Random(seed);

  @Test
  void saysOfEveryPacketWhatTheKernelDoesWithIt() throws Exception {
    var addresses = new ArrayList<>(SOURCES);
    addresses.addAll(List.of(SERVER, SERVER_V6));
    try (var namespace = Namespace.create(addresses.toArray(String[]::new))) {
      namespace.call(
          () -> {
            try (var kernel = KernelEnforcer.open(null)) {
              var verdicts = new HashSet<String>();
              boolean all = false;
              for (int round = 0; round < ROUNDS || (!all && round < MOST_ROUNDS); round++) {
                verdicts.addAll(play(kernel, round));
                all = verdicts.containsAll(KINDS);
              }
              assertThat(verdicts).as("kinds of verdicts, seed %d", seed).containsAll(KINDS);
            }
            return true;
          });
    }
  }

  /// @return the kinds of verdicts there were
  private Set<String> play(KernelEnforcer kernel, int round) throws Exception {
    var now = Instant.now();
    var configuration = configuration();
    var decisions = decisions(now);
    var state = new DesiredState(1_000);
    state.configure(configuration);
    decisions.forEach(decision -> state.take(Blocks.record(decision), now));
    var found = (Look.Found) kernel.look(true);
    kernel.apply(state.difference(found.actual(), now).changes(), () -> "");
    state.applied();

    var shots = shots();
    var arrived = Volley.arrived(shots);

    var model = RuleSet.of(configuration, decisions, now);
    var kinds = new HashSet<String>();
    for (var shot : shots) {
      var verdict =
          model.verdict(Packet.to(shot.protocol(), shot.port(), IpAddress.parse(shot.from())));
      assertThat(verdict.passes())
          .as("seed %d, round %d: %s: %s", seed, round, shot, verdict)
          .isEqualTo(arrived.contains(shot));
      kinds.add(verdict.getClass().getSimpleName());
    }
    return kinds;
  }

  private static List<Volley.Shot> shots() {
    var shots = new ArrayList<Volley.Shot>();
    for (String source : SOURCES) {
      String server = source.indexOf(':') < 0 ? SERVER : SERVER_V6;
      for (int port : UDP) {
        shots.add(new Volley.Shot(source, server, Protocol.UDP, port));
      }
      for (int port : TCP) {
        shots.add(new Volley.Shot(source, server, Protocol.TCP, port));
      }
    }
    return shots;
  }

  private Configuration configuration() {
    var configuration = Configurations.open();
    for (int i = 0; i < 4; i++) {
      String[] members = new String[chance.nextInt(4)];
      for (int j = 0; j < members.length; j++) {
        members[j] = any(List.of(SOURCES, PREFIXES, RANGES).get(chance.nextInt(3)));
      }
      configuration = Configurations.with(configuration, Configurations.group("g" + i, members));
    }
    for (var service : Names.SERVICES) {
      if (chance.nextInt(3) == 0) {
        var restricted = Configurations.restricted(service, "g" + chance.nextInt(3));
        configuration = Configurations.with(configuration, restricted);
      }
    }
    return chance.nextInt(3) == 0 ? Configurations.trusting(configuration, "g3") : configuration;
  }

  private List<BlockDecision> decisions(Instant now) {
    var decisions = new ArrayList<BlockDecision>();
    for (int i = chance.nextInt(10); i > 0; i--) {
      var services = new ArrayList<Service>();
      for (var service : Names.SERVICES) {
        if (chance.nextBoolean() || (services.isEmpty() && service == Service.SNMP)) {
          services.add(service);
        }
      }
      decisions.add(
          Blocks.active(
              any(chance.nextBoolean() ? SOURCES : PREFIXES),
              now,
              chance.nextBoolean() ? null : now.plus(Duration.ofHours(1)),
              services.toArray(Service[]::new)));
    }
    return decisions;
  }

  private String any(List<String> of) {
    return of.get(chance.nextInt(of.size()));
  }
}
