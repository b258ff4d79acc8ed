package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.contracts.event.EnforcementReport.Dropped;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.Family;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/// Elements that have come in masses are counted one by one, soon after.
@Timeout(120)
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class ElementCountersTest {

  private static final int ADDRESSES = 3_000;
  private static final int PREFIXES = 2_000;
  private static final Duration STEP = Duration.ofMillis(1_500);
  private static final String ADDRESSES_V4 = "sip_blocked_v4";
  private static final String PREFIXES_V4 = "sip_blocked_prefixes_v4";
  private static final String SERVER = "192.0.2.200";
  private static final String ATTACKER = "198.51.100.7";
  private static final String NETWORK = "203.0.113.0";
  private static final String NEIGHBOUR = "203.0.113.9";

  private Namespace namespace;
  private Agent agent;

  @BeforeEach
  void start() {
    namespace = Namespace.create(SERVER, ATTACKER, NEIGHBOUR);
    agent = namespace.call(() -> new Agent(Configurations.open()));
    namespace.inside(() -> agent.start());
  }

  @AfterEach
  void close() {
    namespace.inside(() -> agent.close());
    namespace.close();
  }

  @Test
  void afterAMass_allAreCounted_andNoPacketPassesMeanwhile() throws Exception {
    var attacker = record(ATTACKER, null);
    takeMass(attacker, record(NETWORK + "/24", null));
    assertThat(knock(ATTACKER)).isFalse();
    assertThat(packets(ADDRESSES_V4, ATTACKER)).isEmpty();

    try (var senders = new Senders()) {
      letAllBeCounted();
      assertThat(senders.arrived()).isZero();
    }

    assertThat(packets(PREFIXES_V4, NETWORK)).isPresent();
    long before = packets(ADDRESSES_V4, ATTACKER).orElseThrow();
    assertThat(knock(ATTACKER)).isFalse();
    assertThat(packets(ADDRESSES_V4, ATTACKER)).hasValue(before + 1);
    namespace.inside(() -> agent.later());
    assertThat(agent.latest().drops()).contains(new Dropped(id(attacker), before + 1));
    assertThat(namespace.call(() -> agent.kernel.look(false))).isInstanceOf(Look.Untouched.class);
    namespace.inside(() -> agent.later(Duration.ofMinutes(6)));
    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.failures).isZero();
  }

  @Test
  void whatEndsByItself_stillDoes() {
    takeMass(record(ATTACKER, agent.now().plusSeconds(3_600)), record(NETWORK + "/24", null));
    letAllBeCounted();

    var matcher =
        Pattern.compile(ATTACKER + " .*?expires (\\d+)m")
            .matcher(nft("list set inet ringfence " + ADDRESSES_V4));
    assertThat(matcher.find()).isTrue();
    assertThat(Integer.parseInt(matcher.group(1))).isBetween(50, 59);
  }

  @Test
  void theTimeIsWhatIsLeftNow_notWhatWasLeftWhenItCame() {
    takeMass(record(ATTACKER, agent.now().plusSeconds(3_600)));
    var left = new Change.Timed(IpAddress.parse(ATTACKER), 2_000);

    var in = new Change.Addresses(ADDRESSES_V4, Family.V4, List.of(), List.of(left));
    namespace.inside(() -> agent.kernel.count(in));

    assertThat(packets(ADDRESSES_V4, ATTACKER)).isPresent();
    assertThat(knock(ATTACKER)).isFalse();
    await().until(() -> knock(ATTACKER));
  }

  @Test
  void whatIsFoundUncounted_isCountedToo() {
    takeMass(record(ATTACKER, null), record(NETWORK + "/24", null));
    namespace.inside(() -> agent.close());

    agent = namespace.call(() -> new Agent(Configurations.open()));
    namespace.inside(() -> agent.take(mass()));
    namespace.inside(() -> agent.take(List.of(record(ATTACKER, null))));
    namespace.inside(() -> agent.take(List.of(record(NETWORK + "/24", null))));
    namespace.inside(() -> agent.start());
    letAllBeCounted();

    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.failures).isZero();
  }

  private void takeMass(BlockRecord... more) {
    var records = mass();
    records.addAll(List.of(more));
    namespace.inside(() -> agent.take(records));
  }

  private List<BlockRecord> mass() {
    var records = new ArrayList<BlockRecord>();
    for (int i = 0; i < ADDRESSES; i++) {
      records.add(record("10.1." + i / 250 + "." + i % 250, null));
    }
    for (int i = 0; i < PREFIXES; i++) {
      records.add(record("11." + i / 100 + "." + 2 * (i % 100) + ".0/24", null));
    }
    return records;
  }

  private BlockRecord record(String target, @Nullable Instant until) {
    return Blocks.record(Blocks.active(target, agent.now(), until, Service.SIP));
  }

  private static UUID id(BlockRecord record) {
    return record.decision() == null ? new UUID(0, 0) : record.decision().blockId();
  }

  private void letAllBeCounted() {
    for (int i = 0; i < 60 && uncounted() > 0; i++) {
      namespace.inside(() -> agent.later(STEP));
    }
    assertThat(uncounted()).isZero();
  }

  /// Elements of both sets without a counter.
  private long uncounted() {
    return List.of(ADDRESSES_V4, PREFIXES_V4).stream()
        .map(set -> nft("list set inet ringfence " + set))
        .mapToLong(
            list ->
                list.substring(list.indexOf("elements = {")).split(",").length
                    - (list.split("counter packets", -1).length - 1))
        .sum();
  }

  private OptionalLong packets(String set, String address) {
    return namespace.call(
        () -> agent.kernel.packets(new BlockElement(set, IpAddress.parse(address))));
  }

  private boolean knock(String from) {
    return namespace.call(() -> Packets.udp(from, SERVER, 5060));
  }

  private String nft(String command) {
    return namespace.call(
        () -> {
          try (var nft = NftContext.open()) {
            return nft.run(command + "\n");
          }
        });
  }

  /// Sends packets of both without a pause.
  private final class Senders implements AutoCloseable {

    private final AtomicBoolean ends = new AtomicBoolean();
    private final DatagramSocket server;
    private final List<DatagramSocket> clients = new ArrayList<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();

    Senders() {
      server = socket(SERVER, 5060);
      for (String from : List.of(ATTACKER, NEIGHBOUR)) {
        var client = socket(from, 0);
        clients.add(client);
        running.add(CompletableFuture.runAsync(() -> send(client)));
      }
    }

    private DatagramSocket socket(String address, int port) {
      return namespace.call(() -> new DatagramSocket(new InetSocketAddress(address, port)));
    }

    private void send(DatagramSocket from) {
      try {
        var packet = new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(SERVER), 5060);
        while (!ends.get()) {
          from.send(packet);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /// So many, after the last was sent.
    int arrived() throws IOException {
      end();
      server.setSoTimeout(150);
      int count = 0;
      try {
        while (true) {
          server.receive(new DatagramPacket(new byte[1], 1));
          count++;
        }
      } catch (SocketTimeoutException e) {
        return count;
      }
    }

    private void end() {
      ends.set(true);
      running.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
      end();
      clients.forEach(DatagramSocket::close);
      server.close();
    }
  }
}
