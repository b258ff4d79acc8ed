package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages of our own in the classes of RFC 5118, what is right and wrong about IPv6 in SIP. Each
/// is sent by a trusted peer at an IPv6 address and has its expectation here.
class Ipv6CorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/ipv6");
  private static final String FORWARDED = "forwarded";
  private static final String DROPPED = "dropped";
  private static final Peer PEER =
      new Peer(IpAddress.parse("2001:db8:1::20"), 5_060, Transport.UDP);
  private static final Peer PHONE =
      new Peer(IpAddress.parse("2001:db8:2::30"), 5_070, Transport.UDP);

  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("reference", "401"),
          Map.entry("no-brackets", "400"),
          Map.entry("port-inside", "401"),
          Map.entry("port-outside", "401"),
          Map.entry("received-bare", "200"),
          Map.entry("received-in-brackets", "200"),
          Map.entry("session-v6", FORWARDED),
          Map.entry("both-families", FORWARDED),
          Map.entry("session-both", FORWARDED),
          Map.entry("mapped", FORWARDED),
          Map.entry("extra-colon", "400"),
          Map.entry("unclosed", "400"),
          Map.entry("zone", "400"),
          Map.entry("via-without-brackets", DROPPED),
          Map.entry("upper-case", "401"));

  private final Bench bench = new Bench("example.com", "called", "secret");

  static Stream<String> messages() {
    return EXPECTED.keySet().stream();
  }

  private static String message(String name) throws IOException {
    return Files.readString(CORPUS.resolve(name + ".sip")).replace("\n", "\r\n");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isHandledAsTheRfcAsks(String name) throws IOException {
    bench.trust(PEER);
    bench.bind("called", "sip:called@[2001:db8:9::9]", PHONE);
    String message = message(name);

    String answer = bench.send(message.getBytes(StandardCharsets.UTF_8), PEER);

    String silence = bench.wire.sent.isEmpty() ? DROPPED : FORWARDED;
    String seen = answer == null ? silence : answer.substring(8, 11);
    assertThat(seen).as("%s", answer).isEqualTo(EXPECTED.get(name));
    if (seen.equals(FORWARDED)) {
      String sent = bench.wire.one(PHONE).text();
      assertThat(sent).startsWith("INVITE sip:called@[2001:db8:9::9] SIP/2.0\r\n");
      assertThat(body(sent)).isEqualTo(body(message));
    }
  }

  private static String body(String message) {
    return message.substring(message.indexOf("\r\n\r\n"));
  }

  @Test
  void responseNamesTheSourceWithoutBrackets_whateverTheRequestClaimed() throws IOException {
    bench.trust(PEER);

    assertThat(bench.send(message("received-in-brackets"), PEER))
        .contains("Via: SIP/2.0/UDP [2001:db8:1::20];branch=z9hG4bKa6\r\n");
    var other = new Peer(IpAddress.parse("2001:db8:1::21"), 5_060, Transport.UDP);
    assertThat(bench.send(message("received-bare"), other))
        .contains("Via: SIP/2.0/UDP [2001:db8:1::20];branch=z9hG4bKa5;received=2001:db8:1::21\r\n");
  }

  @Test
  void everyMessageHasAnExpectation() throws IOException {
    try (var files = Files.list(CORPUS)) {
      var names = files.map(file -> file.getFileName().toString().replace(".sip", "")).toList();
      assertThat(names).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }
  }
}
