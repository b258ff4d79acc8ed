package io.ringfence.edge.uas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.edge.admission.SourceRates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The torture test messages of RFC 4475, played to the whole server: what each is answered by a
/// registrar that takes no calls. Every message has its expectation here.
class Rfc4475Test {

  private static final Path CORPUS = Path.of("../../shared/corpora/rfc4475");
  private static final String DROPPED = "dropped";

  /// The hosts of the RFC's Request-URIs are all this server's.
  private static final Screening SCREENING =
      new Screening(
          Screening.DEFAULT.scannerAgents(),
          Screening.DEFAULT.scannerNames(),
          Set.of("services.example.com", "registrar.example.com", "example.org", "example.net"),
          Set.of(),
          Screening.DEFAULT.notPermitted(),
          Screening.DEFAULT.scanner(),
          Screening.DEFAULT.wrongDomain(),
          Screening.DEFAULT.blockedAccount(),
          Screening.DEFAULT.shieldedAccount());

  private static final Map<String, String> EXPECTED = new TreeMap<>();

  private static void expect(String answers, String... messages) {
    Arrays.stream(messages).forEach(message -> EXPECTED.put(message, answers));
  }

  static {
    // §3.1.1, valid
    expect("405", "wsinv", "esc01", "longreq", "mpart01");
    expect("501", "intmeth", "esc02");
    expect("401", "escnull", "dblreq");
    expect("200", "lwsdisp", "semiuri", "transports");
    expect(DROPPED, "unreason", "noreason");
    // §3.1.2, invalid
    expect("400", "badinv01", "ltgtruri", "lwsruri", "lwsstart", "escruri", "badaspec", "baddn");
    expect("400", "quotbal", "clerr", "ncl", "scalar02", "mismatch01", "mismatch02", "trws");
    expect("400 401", "regbadct");
    expect("400 405", "baddate");
    expect(DROPPED, "scalarlg", "bigcode");
    expect("505", "badvers");
    // §3.2 and §3.3
    expect("200", "badbranch", "zeromf");
    expect("400", "insuf", "multi01", "mcl01");
    expect("416", "unkscm", "novelsc");
    expect("400 404", "unksm2");
    expect("420", "bext01");
    expect("401", "regaut01", "cparam01", "cparam02", "regescrt");
    expect("405", "invut", "sdp01", "inv2543");
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
