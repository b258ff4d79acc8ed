package io.ringfence.edge.hep;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.hep.HepPacket.Endpoint;
import io.ringfence.edge.hep.HepPacket.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HepPacketTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901234Z");

  private static Endpoint at(String address, int port) {
    return new Endpoint(IpAddress.parse(address), port);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Written by hand from the description of the protocol.
  @Test
  void isWrittenOctetByOctet() {
    var packet =
        new HepPacket(
            Kind.SIP,
            true,
            at("192.0.2.7", 5062),
            at("198.51.100.1", 5060),
            Instant.ofEpochSecond(0x5f000001L, 2_000),
            bytes("SIP"),
            null);

    assertThat(HexFormat.of().formatHex(packet.encoded(2001, "pw")))
        .isEqualTo(
            "48455033006e"
                + "00000001000702"
                + "00000002000711"
                + "00000003000ac0000207"
                + "00000004000ac6336401"
                + "00000007000813c6"
                + "00000008000813c4"
                + "00000009000a5f000001"
                + "0000000a000a00000002"
                + "0000000b000701"
                + "0000000c000a000007d1"
                + "0000000e00087077"
                + "0000000f0009534950");
  }

  @Test
  void isReadTheSame_whateverTheFamilies() {
    var packet =
        new HepPacket(
            Kind.LOG,
            false,
            at("2001:db8::7", 65_535),
            at("192.0.2.1", 5061),
            AT,
            bytes("{}"),
            "call-1");

    var read = HepReader.read(packet.encoded(-1, ""));

    assertThat(read.family()).isEqualTo(10);
    assertThat(read.protocol()).isEqualTo(6);
    assertThat(read.from()).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(read.to()).isEqualTo("192.0.2.1");
    assertThat(read.fromPort()).isEqualTo(65_535);
    assertThat(read.toPort()).isEqualTo(5061);
    assertThat(read.at()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
    assertThat(read.type()).isEqualTo(100);
    assertThat(read.agent()).isEqualTo(-1);
    assertThat(read.key()).isNull();
    assertThat(read.correlation()).isEqualTo("call-1");
    assertThat(read.payload()).isEqualTo("{}");
  }

  @Test
  void fitsADatagram_howeverLongTheMessageIs() {
    var huge =
        new HepPacket(
            Kind.SIP,
            true,
            at("2001:db8::7", 1),
            at("2001:db8::8", 2),
            AT,
            new byte[70_000],
            "x".repeat(5_000));

    byte[] packet = huge.encoded(1, "k".repeat(5_000));

    assertThat(packet.length).isLessThan(65_507);
    assertThat(HepReader.read(packet).correlation()).hasSize(512);
  }
}
