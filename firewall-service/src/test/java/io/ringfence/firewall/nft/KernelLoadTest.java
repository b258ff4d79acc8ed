package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.BlockRecord;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The proof with as many blocks as there may be, while somebody always changes other tables, and
/// elements leave by themselves.
@Timeout(60)
@EnabledIf(
    value = "io.ringfence.firewall.nft.Namespace#available",
    disabledReason = Namespace.NEEDED)
class KernelLoadTest {

  private static final int MANY = 100_000;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration LOOK = Duration.ofMillis(2_100);
  private static final String SERVER = "192.0.2.100";
  private static final String ATTACKER = "192.0.2.66";

  private Namespace namespace;
  private Agent agent;

  @BeforeEach
  void start() {
    namespace = Namespace.create(SERVER, ATTACKER);
    agent = namespace.call(() -> new Agent(Configurations.open()));
  }

  @AfterEach
  void close() {
    namespace.inside(() -> agent.close());
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete table inet ringfence",
        "flush set inet ringfence sip_blocked_v4",
        "flush chain inet ringfence sip",
      })
  void aFlush_isMendedAtTheNextLook_howeverMuchThereIsToRead_whileOthersChangeTheirs(
      String commands) throws Exception {
    var until = agent.now().plus(Duration.ofHours(10));
    var records = new ArrayList<>(addresses(MANY, until));
    records.add(record(ATTACKER, until));
    namespace.inside(() -> agent.take(records));
    namespace.inside(() -> agent.start());
    assertThat(reaches()).isFalse();

    try (var stranger = new Stranger(namespace)) {
      namespace.inside(() -> agent.later());
      stranger.awaitChanges();
      namespace.inside(() -> nft(commands));
      assertThat(reaches()).isTrue();

      namespace.inside(() -> agent.later(LOOK));

      assertThat(reaches()).isFalse();
      assertThat(agent.latest().repairs()).isPositive();
      assertThat(agent.failures).isZero();
    }
  }

  /// Each time that the clock is set all is read.
  @Test
  void whatLeavesByItselfWhileItIsRead_isNoDrift() {
    var begin = agent.now();
    var records = new ArrayList<>(addresses(10_000, begin.plus(Duration.ofHours(10))));
    for (int i = 0; i < 20_000; i++) {
      records.add(record(address(0x0c00_0000 + i), begin.plusMillis(1_000 + i / 5)));
    }
    namespace.inside(() -> agent.take(records));
    namespace.inside(() -> agent.start());

    var jump = Duration.ofMillis(2_500);
    while (agent.now().isBefore(begin.plusSeconds(6))) {
      namespace.inside(() -> agent.setClock(jump));
      namespace.inside(() -> agent.setClock(jump.negated()));
    }
    namespace.inside(() -> agent.later());

    assertThat(agent.latest().repairs()).isZero();
    assertThat(agent.latest().blocks()).isEqualTo(10_000);
  }

  /// The kernel's table grows for some time after, so rounds in which it lists elements twice are
  /// some of them.
  @Test
  void whatHasJustComeInAMass_isReadAsItIs() {
    namespace.inside(() -> agent.start());
    for (int round = 0; round < 8; round++) {
      namespace.inside(() -> agent.kernel.apply(List.of(new Change.Commands(EMPTY)), () -> ""));
      namespace.inside(() -> agent.kernel.apply(List.of(addresses()), () -> ""));

      var held = namespace.call(this::held);

      assertThat(held).hasSize(MANY).doesNotHaveDuplicates();
    }
  }

  private static final List<String> EMPTY =
      List.of(
          "flush chain inet ringfence sip",
          "flush chain inet ringfence sip_passed",
          "delete set inet ringfence sip_blocked_v4",
          "add set inet ringfence sip_blocked_v4 { type ipv4_addr; flags timeout; }");

  private static Change addresses() {
    var all = IntStream.range(0, MANY).mapToObj(i -> IpAddress.ofV4(0x0b00_0000 + i));
    var timed = all.map(address -> new Change.Timed(address, 3_600_000)).toList();
    return new Change.Addresses("sip_blocked_v4", Family.V4, List.of(), timed);
  }

  private List<IpAddress> held() throws Exception {
    return agent.kernel.look(true) instanceof Look.Found(var actual)
            && actual.sets().get("sip_blocked_v4") instanceof Actual.Addresses(var _, var elements)
        ? elements.stream().map(Actual.Held::address).toList()
        : List.of();
  }

  /// Changes a table of its own all the time. With less of a pause libnftables, which reads what
  /// there is before each command and begins again when that changes, would never be done.
  private static final class Stranger implements AutoCloseable {

    private final Thread thread;
    private final CountDownLatch changes = new CountDownLatch(5);
    private volatile boolean stopped;

    Stranger(Namespace namespace) {
      thread = Thread.ofPlatform().start(() -> run(namespace));
    }

    private void run(Namespace namespace) {
      LibC.enterNetworkNamespace(namespace.path());
      try (var nft = NftContext.open()) {
        while (!stopped) {
          nft.run("add table inet others\nadd chain inet others c\ndelete table inet others\n");
          changes.countDown();
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    void awaitChanges() throws InterruptedException {
      assertThat(changes.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      stopped = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<BlockRecord> addresses(int count, Instant until) {
    var records = new ArrayList<BlockRecord>();
    for (int i = 0; i < count; i++) {
      records.add(record(address(0x0b00_0000 + i), until));
    }
    return records;
  }

  private static String address(int bits) {
    return IpAddress.ofV4(bits).toString();
  }

  private static BlockRecord record(String target, Instant until) {
    return Blocks.record(Blocks.active(target, Instant.now(), until, Service.SIP));
  }

  private boolean reaches() {
    return namespace.call(() -> Packets.udp(ATTACKER, SERVER, 5060));
  }

  private static String nft(String commands) throws Exception {
    try (var nft = NftContext.open()) {
      return nft.run(commands + "\n");
    }
  }
}
