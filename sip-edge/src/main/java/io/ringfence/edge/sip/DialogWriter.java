package io.ringfence.edge.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes requests within a dialog that this server sends in the name of one of its sides (RFC 3261
/// §12.2.1.1). Not for several threads.
public final class DialogWriter {

  /// A request.
  ///
  /// @param uri the Request-URI
  /// @param from the value of From, with the sender's tag, one octet a character
  /// @param to the value of To, likewise
  /// @param reason the value of Reason (RFC 3326)
  public record Request(
      String method,
      String uri,
      List<String> routes,
      String from,
      String to,
      String callId,
      long number,
      @Nullable String reason) {}

  private final OctetBuilder out = new OctetBuilder();

  public byte[] write(Request request, String via) {
    out.clear().put(request.method).put(" ").put(request.uri).put(" SIP/2.0\r\n");
    out.put("Via: ").put(via).crlf();
    request.routes.forEach(value -> out.put("Route: ").octets(value).crlf());
    out.put("From: ").octets(request.from).crlf();
    out.put("To: ").octets(request.to).crlf();
    out.put("Call-ID: ").put(request.callId).crlf();
    out.put("CSeq: ").put(request.number).put(" ").put(request.method).crlf();
    if (request.reason != null) {
      out.put("Reason: ").put(request.reason).crlf();
    }
    return out.put("Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").toBytes();
  }
}
