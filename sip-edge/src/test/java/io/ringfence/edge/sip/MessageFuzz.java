package io.ringfence.edge.sip;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.ForwardWriter.Edits;
import io.ringfence.edge.sip.ForwardWriter.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Any octets as a message: what is read lies within them, what is written of it is one message,
/// and reading that gives the same again.
public final class MessageFuzz {

  private static final Peer PEER = new Peer(IpAddress.parse("192.0.2.7"), 5_060, Transport.UDP);
  private static final SipLimits LIMITS = SipLimits.DEFAULT;

  /// What a proxy adds must find room.
  private static final SipLimits WIDER = new SipLimits(65_536, 140, 16_384, 72);

  private MessageFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    switch (new SipParser(LIMITS).parse(input.clone())) {
      case Parsed.Request(var request) -> request(request);
      case Parsed.Response(var response) -> response(response);
      case Parsed.Refused refused -> refused(refused);
      case Parsed.Ignored _ -> {}
    }
  }

  private static void refused(Parsed.Refused refused) {
    Sound.table(refused.headers(), LIMITS);
    byte[] answer =
        new ResponseWriter(1)
            .begin(refused.status(), refused.reason(), refused.headers(), refused.via(), PEER)
            .end();
    Sound.answer(answer, refused.headers());
  }

  private static void request(SipRequest request) {
    Sound.table(request.headers(), LIMITS);
    byte[] answer =
        new ResponseWriter(1)
            .begin(Status.OK, Status.OK.phrase(), request.headers(), request.via(), PEER)
            .end();
    Sound.answer(answer, request.headers());
    var response = again(answer) instanceof Parsed.Response(var read) ? read : null;
    require(response != null, "our answer cannot be read", text(answer));
    require(response.callId().equals(request.callId()), "Call-ID", text(answer));
    require(response.cseq().equals(request.cseq()), "CSeq", text(answer));
    require(response.from().equals(request.from()), "From", text(answer));
    require(response.to().uri().equals(request.to().uri()), "To", text(answer));
    require(response.to().tag() != null, "no tag", text(answer));
    forwarded(request);
  }

  private static void forwarded(SipRequest request) {
    var edits =
        new Edits(
            request.uri().text(),
            "SIP/2.0/UDP us;branch=z9hG4bKu",
            List.of(),
            List.of(),
            9,
            0,
            "\n",
            new Identity.Kept(),
            List.of(),
            FieldEdit.NONE);
    byte[] sent = new ForwardWriter().request(request, edits, PEER);
    var read = again(sent) instanceof Parsed.Request(var again) ? again : null;
    require(read != null, "what is forwarded cannot be read", text(sent));
    Sound.table(read.headers(), WIDER);
    require(read.methodName().equals(request.methodName()), "method", text(sent));
    require(read.uri().equals(request.uri()), "Request-URI", text(sent));
    require(read.from().equals(request.from()), "From", text(sent));
    require(read.to().equals(request.to()), "To", text(sent));
    require(read.callId().equals(request.callId()), "Call-ID", text(sent));
    require(read.cseq().equals(request.cseq()), "CSeq", text(sent));
    require(read.via().host().equals("us"), "Via", text(sent));
    require(others(read.headers()).equals(others(request.headers())), "other", text(sent));
    require(Arrays.equals(body(read.headers()), body(request.headers())), "body", text(sent));
  }

  private static void response(SipResponse response) {
    Sound.table(response.headers(), LIMITS);
    byte[] sent = new ForwardWriter().response(response, List.of());
    Sound.head(sent);
    if (!response.hasFurtherVia()) {
      return;
    }
    switch (again(sent)) {
      case Parsed.Response(var read) -> {
        require(read.status() == response.status(), "status", text(sent));
        require(read.callId().equals(response.callId()), "Call-ID", text(sent));
        require(others(read.headers()).equals(others(response.headers())), "other", text(sent));
        require(Arrays.equals(body(read.headers()), body(response.headers())), "body", text(sent));
      }
      // The Via below ours may be malformed where it has fields of its own: nobody reads them here.
      case Parsed.Ignored _ -> {}
      case Parsed.Request _, Parsed.Refused _ -> throw new AssertionError(text(sent));
    }
  }

  private static Parsed again(byte[] message) {
    return new SipParser(WIDER).parse(message.clone());
  }

  /// The values that a proxy leaves as they are.
  private static List<String> others(HeaderTable headers) {
    var values = new ArrayList<String>();
    for (int i = 0; i < headers.size(); i++) {
      switch (headers.name(i)) {
        case VIA, ROUTE, MAX_FORWARDS, CONTENT_LENGTH -> {}
        default -> values.add(headers.name(i) + headers.octets(i));
      }
    }
    return values;
  }

  private static byte[] body(HeaderTable headers) {
    return Arrays.copyOfRange(headers.bytes(), headers.body(), headers.bodyEnd());
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }
}
