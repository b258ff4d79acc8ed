package io.ringfence.edge.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.ForwardWriter.Edits;
import io.ringfence.edge.sip.ForwardWriter.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a proxy changes, octet by octet, and that it changes nothing else.
class ForwardWriterTest {

  private static final Peer PEER = new Peer(IpAddress.parse("192.0.2.7"), 5_060, Transport.UDP);

  private final SipParser parser = new SipParser(SipLimits.DEFAULT);
  private final ForwardWriter writer = new ForwardWriter();

  private Parsed parse(String message) {
    return parser.parse(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  private SipRequest request(String text) {
    return switch (parse(text)) {
      case Parsed.Request(var request) -> request;
      case Parsed.Response _, Parsed.Refused _, Parsed.Ignored _ -> throw new AssertionError(text);
    };
  }

  private SipResponse response(String text) {
    return switch (parse(text)) {
      case Parsed.Response(var response) -> response;
      case Parsed.Request _, Parsed.Refused _, Parsed.Ignored _ -> throw new AssertionError(text);
    };
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }

  private static Edits edits(List<String> recordRoutes, List<String> routes) {
    return new Edits(
        "sip:there",
        "SIP/2.0/UDP us;branch=z9hG4bKu",
        recordRoutes,
        routes,
        9,
        0,
        "ours",
        new Identity.Kept(),
        List.of(),
        FieldEdit.NONE);
  }

  @Test
  void request_keepsEveryOctetThatIsNotAProxys() {
    List<String> kept =
        List.of(
            "f  :  <sip:a@b>;tag=1",
            "t: sip:c@d",
            "i:id",
            "cSEQ: 007 NEWMETHOD",
            "X-Odd:\t\u00ff kept \t as it is",
            "l: 3");
    String via = "v: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1 , SIP/2.0/TCP further;x=\"\u00e9,\"";
    String original =
        lines(
            List.of("NEWMETHOD sip:x@here SIP/2.0", via), kept, List.of("", "\u0000\u00ff\rrest"));

    String sent = text(writer.request(request(original), edits(List.of(), List.of()), PEER));

    assertThat(sent)
        .isEqualTo(
            lines(
                List.of("NEWMETHOD sip:there SIP/2.0", "Via: SIP/2.0/UDP us;branch=z9hG4bKu", via),
                kept,
                List.of("Max-Forwards: 9", "", "\u0000\u00ff\r")));
  }

  private static String lines(List<String> first, List<String> kept, List<String> last) {
    return Stream.of(first, kept, last).flatMap(List::stream).collect(Collectors.joining("\r\n"));
  }

  @Test
  void request_getsRoutesAndRecord_andLosesTheOldRoute() {
    String original =
        """
        INVITE sip:x@here SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
        Route: <sip:one;lr>
        Record-Route: <sip:before;lr>
        From: <sip:a@b>;tag=1
        Route: <sip:two;lr>
        To: sip:c@d
        Call-ID: id
        CSeq: 1 INVITE
        Proxy-Authorization: Digest realm = "ours", response="secret"
        Proxy-Authorization: Digest realm="theirs"

        """
            .replace("\n", "\r\n");

    String sent =
        text(
            writer.request(
                request(original), edits(List.of("<sip:us;lr>"), List.of("<sip:two;lr>")), PEER));

    assertThat(sent.lines().skip(2).toList())
        .containsExactly(
            "Record-Route: <sip:us;lr>",
            "Route: <sip:two;lr>",
            "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1",
            "Record-Route: <sip:before;lr>",
            "From: <sip:a@b>;tag=1",
            "To: sip:c@d",
            "Call-ID: id",
            "CSeq: 1 INVITE",
            "Proxy-Authorization: Digest realm=\"theirs\"",
            "Max-Forwards: 9",
            "Content-Length: 0",
            "");
  }

  @Test
  void response_losesOurElementOnly_alsoWhenAllAreInOneField() {
    String original =
        """
        SIP/2.0 200 Oui, d'accord
        Via: SIP/2.0/UDP us;x="a,b" , SIP/2.0/UDP them;branch=z9hG4bK1
        v: SIP/2.0/UDP further
        From: <sip:a@b>;tag=1
        To: sip:c@d;tag=2
        Call-ID: id
        CSeq: 1 INVITE
        Content-Length: 2

        ok"""
            .replace("\n", "\r\n");
    var response = response(original);

    String sent = text(writer.response(response, List.of("X: y")));

    assertThat(sent)
        .isEqualTo(
            original
                .replace("SIP/2.0/UDP us;x=\"a,b\" , ", "")
                .replace("Content-Length: 2\r\n", "Content-Length: 2\r\nX: y\r\n"));
    assertThat(response.hasFurtherVia()).isTrue();
    assertThat(response(sent.replaceFirst("v: .*\r\n", "")).hasFurtherVia()).isFalse();
  }

  @Test
  void depthOfViaIsBounded_howeverTheyAreWritten() {
    var shallow = new SipParser(new SipLimits(16_384, 128, 4_096, 3));
    String via = "Via: SIP/2.0/UDP a\r\n";
    String rest = "From: <sip:a@b>;tag=1\r\nTo: sip:c@d\r\nCall-ID: id\r\nCSeq: 1 INVITE\r\n\r\n";
    String first = "INVITE sip:x@here SIP/2.0\r\n";

    assertThat(shallow.parse((first + via.repeat(3) + rest).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Parsed.Request.class);
    for (String vias :
        List.of(
            via.repeat(4),
            "Via: SIP/2.0/UDP a" + ", SIP/2.0/UDP a".repeat(3) + "\r\n",
            via + "v: SIP/2.0/UDP a" + ", SIP/2.0/UDP a".repeat(2) + "\r\n")) {
      assertThat(shallow.parse((first + vias + rest).getBytes(StandardCharsets.UTF_8)))
          .isInstanceOfSatisfying(
              Parsed.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo("Too many Via"));
    }
  }

  @Test
  void malformedResponse_isIgnored() {
    String good =
        """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP a
        From: <sip:a@b>;tag=1
        To: sip:c@d
        Call-ID: id
        CSeq: 1 INVITE

        """
            .replace("\n", "\r\n");

    assertThat(parse(good)).isInstanceOf(Parsed.Response.class);
    assertThat(parse(good.replace("200 OK", "200"))).isInstanceOf(Parsed.Response.class);
    for (String bad :
        List.of(
            good.replace("200 OK", "2000 OK"),
            good.replace("200 OK", "099 OK"),
            good.replace("200 OK", "700 OK"),
            good.replace("200 OK", "20x OK"),
            good.replace("SIP/2.0 2", "SIP/3.0 2"),
            good.replace("CSeq: 1 INVITE\r\n", ""),
            good.replace("Via: SIP/2.0/UDP a\r\n", ""),
            good.replace("Call-ID: id\r\n", "Call-ID: id\r\nCall-ID: id\r\n"))) {
      assertThat(parse(bad)).as(bad).isEqualTo(new Parsed.Ignored(Parsed.Cause.RESPONSE));
    }
  }

  @Test
  void routes_areReadOneByOne() throws SipParseException {
    String text =
        """
        INVITE sip:x@here SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7
        Route: "A, \\"B\\"" <sip:one;lr?a=b>;c=d , <sip:two>
        Route:
         <sips:three;lr>
        From: <sip:a@b>;tag=1
        To: sip:c@d
        Call-ID: id
        CSeq: 1 INVITE

        """
            .replace("\n", "\r\n");

    var routes = Route.all(request(text).headers(), Header.ROUTE);

    assertThat(routes)
        .extracting(Route::text)
        .containsExactly("\"A, \\\"B\\\"\" <sip:one;lr?a=b>;c=d", "<sip:two>", "<sips:three;lr>");
    assertThat(routes).extracting(Route::isLoose).containsExactly(true, false, true);
  }
}
