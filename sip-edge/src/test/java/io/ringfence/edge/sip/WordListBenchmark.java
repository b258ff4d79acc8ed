package io.ringfence.edge.sip;

import io.ringfence.edge.uas.Screening;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a request pays for not being a scanner's.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class WordListBenchmark {

  private static final String FIRST_LINE = "REGISTER sip:ringfence.local SIP/2.0\r\n";

  private final WordList words = new WordList(Screening.SCANNER_AGENTS);
  private final WordList names = new WordList(Screening.SCANNER_NAMES);
  private final String display = "Reception, ground floor";
  private final HeaderTable headers = headers("Yealink SIP-T46S 66.86.0.15");

  private static HeaderTable headers(String agent) {
    byte[] message =
        (FIRST_LINE + "Via: x\r\nFrom: x\r\nTo: x\r\nUser-Agent: " + agent + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var lines = new HeaderLines(message, SipLimits.DEFAULT);
    lines.read(FIRST_LINE.length());
    return lines.headers();
  }

  @Benchmark
  public boolean userAgent() {
    return words.isIn(headers, Header.USER_AGENT);
  }

  @Benchmark
  public boolean displayName() {
    return names.isIn(display);
  }
}
