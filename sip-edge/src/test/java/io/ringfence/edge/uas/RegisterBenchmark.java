package io.ringfence.edge.uas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a REGISTER costs without sockets: reading it, challenging it, verifying and answering it.
/// The octets of the message itself are part of each; what the phone does to count the nonce on
/// and to hash is [#phone], to be subtracted from [#accepted] and [#refused].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class RegisterBenchmark {

  private static final String DOMAIN = "ringfence.local";
  private static final String URI = "sip:" + DOMAIN;
  private static final String CNONCE = "0a4f113b";
  private static final int COUNT_DIGITS = 8;
  private static final int RESPONSE_DIGITS = 32;

  private final SipParser parser = new SipParser(SipLimits.DEFAULT);
  private final Bench bench = new Bench(DOMAIN, "100", "secret");
  private final byte[] first = message("");
  private final Phone right = new Phone("secret");
  private final Phone wrong = new Phone("guessed");

  private static byte[] message(String authorization) {
    return """
        REGISTER sip:ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-00000000;rport
        Max-Forwards: 70
        From: "Reception" <sip:100@ringfence.local>;tag=456248
        To: "Reception" <sip:100@ringfence.local>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1826 REGISTER
        Contact: <sip:100@192.0.2.7:5060;transport=udp>
        User-Agent: Yealink SIP-T46S 66.86.0.15
        Expires: 3600
        %sContent-Length: 0

        """
        .formatted(authorization)
        .replace("\n", "\r\n")
        .getBytes(US_ASCII);
  }

  /// Asks once for a nonce and counts it on. Written over in place: nonce count, response
  /// and branch, so that none is a retransmission.
  private final class Phone {

    private final byte[] message;
    private final int branchAt;
    private final int countAt;
    private final int responseAt;
    private final byte[] secret;
    private final int secretCountAt;
    private int count;

    Phone(String password) {
      var nonce = nonce(bench.send(new String(first, US_ASCII)));
      String count = "0".repeat(COUNT_DIGITS);
      String authorization =
          "Authorization: Digest username=\"100\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", nc=%s, cnonce=\"%s\", qop=auth, algorithm=MD5, response=\"%s\"\n"
              .formatted(DOMAIN, nonce, URI, count, CNONCE, "0".repeat(RESPONSE_DIGITS));
      message = message(authorization);
      var text = new String(message, US_ASCII);
      branchAt = text.indexOf("z9hG4bK-") + "z9hG4bK-".length();
      countAt = text.indexOf("nc=") + "nc=".length();
      responseAt = text.indexOf("response=\"") + "response=\"".length();
      String ha1 = md5("100:" + DOMAIN + ":" + password);
      String prefix = ha1 + ":" + nonce + ":";
      secretCountAt = prefix.length();
      secret =
          (prefix + count + ":" + CNONCE + ":auth:" + md5("REGISTER:" + URI)).getBytes(US_ASCII);
    }

    byte[] next() {
      String digits = HexFormat.of().toHexDigits(++count);
      put(digits, secret, secretCountAt);
      put(digits, message, countAt);
      put(digits, message, branchAt);
      put(md5(new String(secret, US_ASCII)), message, responseAt);
      return message.clone();
    }

    private static void put(String text, byte[] into, int at) {
      for (int i = 0; i < text.length(); i++) {
        into[at + i] = (byte) text.charAt(i);
      }
    }
  }

  private static String md5(String text) {
    return HexFormat.of().formatHex(SipPhone.raw("MD5", text));
  }

  private static String nonce(@Nullable String answer) {
    var matcher = Pattern.compile("nonce=\"([^\"]*)\"").matcher(String.valueOf(answer));
    if (!matcher.find()) {
      throw new IllegalStateException("no challenge: " + answer);
    }
    return matcher.group(1);
  }

  @Benchmark
  public byte[] phone() {
    return right.next();
  }

  @Benchmark
  public Parsed parsed() {
    return parser.parse(right.message.clone());
  }

  /// No more challenges a second than a stranger gets.
  @Benchmark
  public Reply challenged() {
    bench.now = bench.now.plusMillis(20);
    return answered(first.clone(), "SIP/2.0 401");
  }

  @Benchmark
  public Reply accepted() {
    return answered(right.next(), "SIP/2.0 200");
  }

  @Benchmark
  public Reply refused() {
    return answered(wrong.next(), "SIP/2.0 401");
  }

  private Reply answered(byte[] message, String status) {
    var reply = bench.server.receive(message, Bench.PEER, bench.now);
    bench.recorded.results.clear();
    bench.recorded.attempts.clear();
    bench.recorded.set.clear();
    if (reply == null || reply.message()[8] != status.charAt(8)) {
      throw new IllegalStateException("no " + status + ", but " + reply);
    }
    return reply;
  }
}
