package io.ringfence.edge.uas;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.Sound;
import java.nio.charset.StandardCharsets;

/// Any Contact of an account that has logged in: what is kept of it and said to it again is one
/// field each, and later answers have the same.
public final class RegisterFuzz {

  private static final String HEAD =
      """
      REGISTER sip:ringfence.local SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.7:5060;rport;branch=z9hG4bK
      From: <sip:100@ringfence.local>;tag=1
      To: <sip:100@ringfence.local>
      Call-ID: one
      Supported: path, outbound
      """;

  private RegisterFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var bench = new Bench("ringfence.local", "100", "secret");
    String nonce = nonce(bench.send(message(1, "", "")));
    exchange(bench, message(2, nonce, "Contact: " + text(input) + "\r\n"));
    exchange(bench, message(3, nonce, ""));
    for (var binding : bench.recorded.set) {
      require(binding.contact().chars().noneMatch(c -> c < ' '), "unclean", binding);
      require(binding.account().equals("100"), "another account", binding);
    }
    require(bench.recorded.set.size() <= 10, "too many", bench.recorded.set);
  }

  private static void exchange(Bench bench, String message) {
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    var reply = bench.server.receive(octets.clone(), Bench.PEER, bench.now);
    if (reply == null) {
      return;
    }
    switch (new SipParser(SipLimits.DEFAULT).parse(octets)) {
      case Parsed.Request(var request) -> Sound.answer(reply.message(), request.headers());
      case Parsed.Refused refused -> Sound.answer(reply.message(), refused.headers());
      case Parsed.Ignored _, Parsed.Response _ -> throw new AssertionError("an answer to that");
    }
  }

  private static String message(int number, String nonce, String more) {
    String head = HEAD.replace("z9hG4bK", "z9hG4bK" + number) + "CSeq: " + number + " REGISTER\n";
    String authorization =
        nonce.isEmpty() ? "" : SipPhone.credentials("100", "secret", "MD5", nonce, number);
    return head.replace("\n", "\r\n") + authorization + more + "\r\n";
  }

  private static String nonce(String challenge) {
    return challenge.replaceFirst("(?s).*nonce=\"([^\"]*)\".*", "$1");
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1);
  }
}
