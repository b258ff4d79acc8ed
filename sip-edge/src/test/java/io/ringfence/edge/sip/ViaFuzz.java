package io.ringfence.edge.sip;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any value as Via, in a request whose answer has to go back by it.
public final class ViaFuzz {

  private static final List<Peer> PEERS =
      List.of(
          new Peer(IpAddress.parse("192.0.2.7"), 5_062, Transport.UDP),
          new Peer(IpAddress.parse("2001:db8::7"), 40_000, Transport.TCP));

  private static final String REST =
      """

      From: <sip:a@b>;tag=1
      To: <sip:c@d>
      Call-ID: 1
      CSeq: 1 OPTIONS

      """
          .replace("\n", "\r\n");

  private ViaFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String value = new String(input, StandardCharsets.ISO_8859_1);
    if (value.chars().noneMatch(Octets::isControl)) {
      alone(value);
    }
    String message = "OPTIONS sip:d SIP/2.0\r\nVia: " + value + REST;
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    switch (new SipParser(SipLimits.DEFAULT).parse(octets)) {
      case Parsed.Request(var request) -> answered(request.via(), request.headers());
      case Parsed.Refused refused -> answered(refused.via(), refused.headers());
      case Parsed.Response _ -> throw new AssertionError(value);
      case Parsed.Ignored _ -> {}
    }
  }

  private static void alone(String value) {
    try {
      var via = Via.parseFirst(cursor(value), 70);
      require(via.end() > 0 && via.end() <= value.length(), "end", value);
      var again = Via.parseFirst(cursor(value.substring(0, via.end())), 70);
      require(again.params().equals(via.params()), "parameters", value);
      require(again.host().equals(via.host()) && again.port() == via.port(), "sent-by", value);
    } catch (SipParseException e) {
      Via.lenient(cursor(value), value.length());
    }
  }

  private static Cursor cursor(String value) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return new Cursor(octets, 0, octets.length, StandardCharsets.ISO_8859_1);
  }

  private static void answered(Via via, HeaderTable headers) {
    Sound.table(headers, SipLimits.DEFAULT);
    for (Peer peer : PEERS) {
      byte[] answer = new ResponseWriter(1).begin(Status.OK, "OK", headers, via, peer).end();
      Sound.answer(answer, headers);
    }
    require(via.port() >= -1 && via.port() <= 65_535, "port", via);
    require(via.responsePort() >= 0, "response port", via);
  }
}
