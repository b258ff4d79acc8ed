package io.ringfence.edge.uas;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.Sound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Any datagram to the whole server, from a stranger and from a trusted source: no answer has a
/// field that nobody meant, nobody is let in, and once time has passed nothing is left.
public final class ServerFuzz {

  private static final Peer PHONE = new Peer(IpAddress.parse("203.0.113.9"), 41_000, Transport.UDP);

  private ServerFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    play(input, false);
    play(input, true);
  }

  private static void play(byte[] input, boolean isTrusted) {
    var bench = new Bench("ringfence.local", "100", "secret", "200", "other");
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    if (isTrusted) {
      bench.trust(Bench.PEER);
    }
    byte[] answer = answer(bench, input);
    if (answer != null) {
      check(answer, input);
    }
    bench.wire.sent.forEach(sent -> Sound.head(sent.text().getBytes(StandardCharsets.UTF_8)));
    require(bench.recorded.set.isEmpty(), "a binding without a password", text(input));
    if (bench.proxy.transactions() > 0) {
      require(isTrusted, "forwarded for a stranger", text(input));
      bench.pass(Duration.ofMinutes(5));
      require(bench.proxy.transactions() == 0, "a transaction that does not end", text(input));
    }
  }

  private static byte[] answer(Bench bench, byte[] input) {
    var reply = bench.server.receive(input.clone(), Bench.PEER, bench.now);
    return reply == null ? null : reply.message();
  }

  private static void check(byte[] answer, byte[] input) {
    switch (new SipParser(SipLimits.DEFAULT).parse(input.clone())) {
      case Parsed.Request(var request) -> Sound.answer(answer, request.headers());
      case Parsed.Refused refused -> Sound.answer(answer, refused.headers());
      case Parsed.Ignored _ -> require(answer.length <= 44, "more than STUN's", text(answer));
      case Parsed.Response _ -> throw new AssertionError("a response was answered");
    }
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }
}
