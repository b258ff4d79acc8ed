package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.sip.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The torture test messages of RFC 4475, played to the whole server: what a stranger is answered
/// (407 when it claims to be one of us, 403 otherwise, as nothing is relayed for strangers), and
/// how the well-formed ones are forwarded when a trusted peer sends them. Every message has its
/// expectation here.
class Rfc4475Test {

  private static final Path CORPUS = Path.of("../../shared/corpora/rfc4475");
  private static final String DROPPED = "dropped";

  /// The hosts of the RFC's Request-URIs are all this server's.
  private static final Screening SCREENING =
      new Screening(
          Screening.DEFAULT.scannerAgents(),
          Screening.DEFAULT.scannerNames(),
          Set.of("services.example.com", "example.org", "example.net"),
          Set.of(),
          Screening.DEFAULT.notPermitted(),
          Screening.DEFAULT.scanner(),
          Screening.DEFAULT.wrongDomain(),
          Screening.DEFAULT.blocked(),
          Screening.DEFAULT.flood(),
          Screening.DEFAULT.blockedAccount(),
          Screening.DEFAULT.shieldedAccount());

  private static final Map<String, String> EXPECTED = new TreeMap<>();

  private static void expect(String answers, String... messages) {
    Arrays.stream(messages).forEach(message -> EXPECTED.put(message, answers));
  }

  static {
    // §3.1.1, valid
    expect("403", "esc01", "longreq", "semiuri");
    expect("407", "wsinv", "mpart01", "intmeth", "lwsdisp", "transports", "esc02");
    expect("401", "escnull", "dblreq");
    expect(DROPPED, "unreason", "noreason");
    // §3.1.2, invalid
    expect("400", "badinv01", "ltgtruri", "lwsruri", "lwsstart", "escruri", "badaspec", "baddn");
    expect("400", "quotbal", "clerr", "ncl", "scalar02", "mismatch01", "mismatch02", "trws");
    expect("400 401", "regbadct");
    expect("400 403", "baddate");
    expect(DROPPED, "scalarlg", "bigcode");
    expect("505", "badvers");
    // §3.2 and §3.3
    expect("403", "badbranch", "invut", "sdp01", "inv2543");
    expect("483", "zeromf");
    expect("400", "insuf", "multi01", "mcl01");
    expect("416", "unkscm", "novelsc");
    expect("400 404", "unksm2");
    expect("420", "bext01");
    expect("401", "regaut01", "cparam01", "cparam02", "regescrt");
    expect(DROPPED, "bcast");
  }

  static Stream<String> messages() {
    return EXPECTED.keySet().stream();
  }

  private static void assumeCorpus() {
    assumeTrue(
        Files.isDirectory(CORPUS),
        "RFC 4475's messages are not beside the project, at " + CORPUS + ": not played");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isAnsweredAsTheRfcAsks(String message) throws IOException {
    assumeCorpus();
    var bench = new Bench("example.com", SCREENING, new SourceRates(0, 1, 1, 1));

    String answer = bench.send(Files.readAllBytes(CORPUS.resolve(message + ".dat")), Bench.PEER);

    String seen = answer == null ? DROPPED : answer.substring(8, 11);
    assertThat(Set.of(EXPECTED.get(message).split(" "))).as("%s", answer).contains(seen);
    assertThat(bench.recorded.attempts).as("failures counted").isEmpty();
    if (message.equals("bext01")) {
      assertThat(answer).containsPattern("Unsupported: .*nothingSupportsThis");
    }
  }

  /// Message and the account that it is for.
  static Stream<Arguments> forwarded() {
    return Stream.of(
        Arguments.of("badbranch", "user"),
        Arguments.of("invut", "user"),
        Arguments.of("sdp01", "user"),
        Arguments.of("inv2543", "UserB"),
        Arguments.of("longreq", "user"),
        Arguments.of("semiuri", "user;par=u@example.net"));
  }

  @ParameterizedTest
  @MethodSource("forwarded")
  void isForwardedUnharmed_fromATrustedPeer(String message, String account) throws IOException {
    assumeCorpus();
    var phone = new Peer(IpAddress.parse("203.0.113.9"), 41_000, Transport.UDP);
    var bench = new Bench("example.com", account, "secret");
    bench.trust(Bench.PEER);
    bench.bind(account, "sip:phone@10.1.1.1", phone);
    byte[] original = Files.readAllBytes(CORPUS.resolve(message + ".dat"));

    assertThat(bench.send(original.clone(), Bench.PEER)).isNull();

    var sent = bench.wire.one(phone).text();
    assertThat(sent).startsWith(firstWord(original) + " sip:phone@10.1.1.1 SIP/2.0\r\n");
    assertThat(kept(sent)).isEqualTo(kept(new String(original, StandardCharsets.UTF_8)));
  }

  private static String firstWord(byte[] message) {
    return new String(message, StandardCharsets.UTF_8).split(" ", 2)[0];
  }

  /// A message's lines without those that a proxy must change; folded lines joined.
  private static List<String> kept(String message) {
    return message
        .replaceAll("\r\n(?=[ \t])", "  ")
        .lines()
        .skip(1)
        .filter(
            line -> !line.matches("(?i)(via|v|max-forwards|record-route|content-length|l) *:.*"))
        .toList();
  }

  @Test
  void everyMessageOfTheCorpusHasAnExpectation() throws IOException {
    assumeCorpus();
    try (var files = Files.list(CORPUS)) {
      var names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".dat"))
              .map(name -> name.substring(0, name.length() - 4))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(names).isEqualTo(EXPECTED.keySet());
    }
  }
}
