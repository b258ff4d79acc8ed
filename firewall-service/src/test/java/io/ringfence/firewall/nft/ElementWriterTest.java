package io.ringfence.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.nft.netlink.Batch;
import io.ringfence.firewall.nft.netlink.BatchBytes;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.Change.Timed;
import io.ringfence.firewall.rules.Family;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The octets of messages, as `linux/netlink.h`, `nfnetlink.h` and `nf_tables.h` have them.
@EnabledIf(value = "isLittleEndian", disabledReason = "headers have the machine's byte order")
class ElementWriterTest {

  private static final String TABLE = "0e000100" + "72696e6766656e636500" + "0000";
  private static final String SET = "06000200" + "7300" + "0000";

  private final Batch batch = new Batch(NfTables.SUBSYSTEM, NfTables.INET);

  static boolean isLittleEndian() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  @BeforeEach
  void begin() {
    BatchBytes.begin(batch, 7);
  }

  @AfterEach
  void close() {
    batch.close();
  }

  @Test
  void anAddressWithATimeout_isOneElement() {
    write(new Change.Addresses("s", Family.V4, List.of(), List.of(timed("192.0.2.1", 3_600_000))));

    assertThat(BatchBytes.end(batch))
        .containsExactly(
            "14000000" + "1000" + "0100" + "07000000" + "00000000" + "0000000a",
            "4c000000"
                + "0c0a"
                + "0504"
                + "08000000"
                + "00000000"
                + "01000000"
                + TABLE
                + SET
                + "20000380"
                + "1c000180"
                + "0c000180"
                + "08000100"
                + "c0000201"
                + "0c000400"
                + "000000000036ee80",
            "14000000" + "1100" + "0100" + "09000000" + "00000000" + "0000000a");
  }

  @Test
  void anAddressThatMayBeThere_isAddedAndDeletedAndAdded() {
    write(
        new Change.Addresses(
            "s", Family.V6, addresses("2001:db8::7"), List.of(timed("2001:db8::7", Timed.NEVER))));
    String element =
        "20000380" + "1c000180" + "18000180" + "14000100" + "20010db8000000000000000000000007";

    assertThat(BatchBytes.end(batch))
        .hasSize(5)
        .element(1)
        .isEqualTo(
            "4c000000"
                + "0c0a"
                + "0104"
                + "08000000"
                + "00000000"
                + "01000000"
                + TABLE
                + SET
                + element);
    begin();
    write(new Change.Addresses("s", Family.V6, addresses("2001:db8::7"), List.of()));
    assertThat(BatchBytes.end(batch))
        .hasSize(4)
        .element(2)
        .isEqualTo(
            "4c000000"
                + "0e0a"
                + "0500"
                + "09000000"
                + "00000000"
                + "01000000"
                + TABLE
                + SET
                + element);
  }

  @Test
  void whatIsCounted_hasACounterOfItsOwn() {
    new ElementWriter(batch, true)
        .write(new Change.Addresses("s", Family.V4, List.of(), List.of(timed("192.0.2.1", 0))));

    assertThat(BatchBytes.end(batch).get(1))
        .endsWith(
            "24000380"
                + "20000180"
                + "0c000180"
                + "08000100"
                + "c0000201"
                + "10000780"
                + "0c000100"
                + "636f756e74657200");
  }

  @Test
  void aRange_isItsFirstAddress_andTheOneAfterItsLast_withAFlag() {
    write(new Change.Ranges("s", Family.V4, List.of(), List.of(IpRange.parse("192.0.2.0/24"))));

    assertThat(BatchBytes.end(batch).get(1))
        .endsWith(
            "2c000380"
                + "10000180"
                + "0c000180"
                + "08000100"
                + "c0000200"
                + "18000180"
                + "0c000180"
                + "08000100"
                + "c0000300"
                + "08000300"
                + "00000001");
  }

  @Test
  void aRangeThatReachesTheEndOfAllAddresses_hasNoSecondElement() {
    write(new Change.Ranges("s", Family.V4, List.of(IpRange.parse("255.255.255.0/24")), List.of()));

    assertThat(BatchBytes.end(batch).get(1))
        .endsWith("14000380" + "10000180" + "0c000180" + "08000100" + "ffffff00");
  }

  @Test
  void manyElements_areSeveralMessages_forAListHasAtMost64KiB() {
    var many =
        IntStream.range(0, 10_000).mapToObj(i -> new Timed(IpAddress.ofV4(i), 1_000)).toList();

    write(new Change.Addresses("s", Family.V4, List.of(), many));

    var messages = BatchBytes.end(batch);
    assertThat(messages).hasSize(2 + 10_000 * 28 / 60_000 + 1);
    assertThat(messages).allMatch(message -> message.length() / 2 < 65_536);
    assertThat(messages.stream().mapToInt(String::length).sum() / 2).isGreaterThan(280_000);
  }

  private void write(Change.Addresses change) {
    new ElementWriter(batch, false).write(change);
  }

  private void write(Change.Ranges change) {
    new ElementWriter(batch, false).write(change);
  }

  private static Timed timed(String address, long millis) {
    return new Timed(IpAddress.parse(address), millis);
  }

  private static List<IpAddress> addresses(String address) {
    return List.of(IpAddress.parse(address));
  }
}
