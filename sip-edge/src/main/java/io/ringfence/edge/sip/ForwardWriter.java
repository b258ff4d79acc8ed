package io.ringfence.edge.sip;

import java.util.ArrayList;
import java.util.List;

/// Copies messages with the few changes that a proxy makes (RFC 3261 §16.6, §16.7), into one buffer
/// that it keeps. What is not changed is copied octet by octet, but that folded lines have been
/// joined and a line ends with CR LF. Not for several threads.
public final class ForwardWriter {

  /// What becomes of a request.
  ///
  /// @param uri the Request-URI
  /// @param via our element, on top
  /// @param recordRoutes values that are put on top, in this order
  /// @param routes the values of Route
  /// @param maxForwards how many hops are left
  /// @param maxBreadth how many branches are left (RFC 5393 §5.3.3); 0 leaves it as it is
  /// @param realm whose credentials were for us, and end here (§22.3); empty when none were
  /// @param identity what becomes of who the caller is said to be
  /// @param lines whole header lines that are put on top
  /// @param fields what else becomes of its header fields
  public record Edits(
      String uri,
      String via,
      List<String> recordRoutes,
      List<String> routes,
      int maxForwards,
      int maxBreadth,
      String realm,
      Identity identity,
      List<String> lines,
      FieldEdit fields) {}

  /// P-Asserted-Identity and P-Preferred-Identity (RFC 3325 §5).
  public sealed interface Identity {

    /// They stay as they are: whoever sent them is trusted.
    record Kept() implements Identity {}

    /// They end here.
    record Withheld() implements Identity {}

    /// What is preferred goes on, to the PBX that knows whether it may be; what is asserted, by
    /// somebody not trusted, ends here.
    record Unproven() implements Identity {}

    /// They end here, and we say who it is.
    ///
    /// @param value of P-Asserted-Identity
    record Asserted(String value) implements Identity {}
  }

  private final OctetBuilder out = new OctetBuilder();

  /// @param from where it came from, which its topmost Via is told
  public byte[] request(SipRequest request, Edits edits, Peer from) {
    var headers = request.headers();
    begin(request.methodName(), edits);
    edits.recordRoutes().forEach(value -> out.put("Record-Route: ").octets(value).crlf());
    edits.routes().forEach(value -> out.put("Route: ").octets(value).crlf());
    edits.lines().forEach(line -> out.octets(line).crlf());
    boolean topmost = true;
    for (int i = 0; i < headers.size(); i++) {
      switch (headers.name(i)) {
        case VIA -> {
          if (topmost && ReceivedVia.isNeeded(request.via(), from)) {
            ReceivedVia.write(out, headers, i, request.via(), from);
          } else {
            out.line(headers, i);
          }
          topmost = false;
        }
        case ROUTE -> {}
        case MAX_FORWARDS -> out.put("Max-Forwards: ").put(edits.maxForwards()).crlf();
        case MAX_BREADTH -> {
          if (edits.maxBreadth() > 0) {
            out.put("Max-Breadth: ").put(edits.maxBreadth()).crlf();
          } else {
            out.line(headers, i);
          }
        }
        case P_ASSERTED_IDENTITY -> {
          if (edits.identity() instanceof Identity.Kept) {
            out.line(headers, i);
          }
        }
        case P_PREFERRED_IDENTITY -> {
          if (edits.identity() instanceof Identity.Kept
              || edits.identity() instanceof Identity.Unproven) {
            out.line(headers, i);
          }
        }
        case PROXY_AUTHORIZATION -> {
          if (edits.realm().isEmpty() || !isFor(headers.octets(i), edits.realm())) {
            field(headers, i, edits.fields());
          }
        }
        default -> field(headers, i, edits.fields());
      }
    }
    if (edits.identity() instanceof Identity.Asserted(var value)) {
      out.put("P-Asserted-Identity: ").octets(value).crlf();
    }
    if (headers.indexOf(Header.MAX_FORWARDS) < 0) {
      out.put("Max-Forwards: ").put(edits.maxForwards()).crlf();
    }
    return end(headers);
  }

  private void field(HeaderTable headers, int index, FieldEdit edit) {
    if (edit == FieldEdit.NONE) {
      out.line(headers, index);
      return;
    }
    String value = headers.octets(index);
    String edited = edit.edit(headers.name(index), value);
    if (value.equals(edited)) {
      out.line(headers, index);
    } else if (edited != null) {
      out.copy(headers.bytes(), headers.lineStart(index), headers.start(index));
      out.octets(edited).crlf();
    }
  }

  private void begin(String method, Edits edits) {
    out.clear().put(method).put(" ").put(edits.uri()).put(" SIP/2.0\r\n");
    out.put("Via: ").put(edits.via()).crlf();
  }

  private static boolean isFor(String credentials, String realm) {
    return credentials.replace(" ", "").replace("\t", "").contains("realm=\"" + realm + '"');
  }

  /// Adds the length when it is not there, for streams need it (§18.3), and the body.
  private byte[] end(HeaderTable headers) {
    if (headers.indexOf(Header.CONTENT_LENGTH) < 0) {
      out.put("Content-Length: ").put(headers.bodyEnd() - headers.body()).crlf();
    }
    return out.crlf().copy(headers.bytes(), headers.body(), headers.bodyEnd()).toBytes();
  }

  /// A response on its way back: without our Via (§16.7, step 3).
  ///
  /// @param more header lines of other responses that are told with it, see [#challenges]
  public byte[] response(SipResponse response, List<String> more) {
    return response(response, more, FieldEdit.NONE);
  }

  /// @param fields what else becomes of its header fields
  public byte[] response(SipResponse response, List<String> more, FieldEdit fields) {
    var headers = response.headers();
    byte[] bytes = headers.bytes();
    int start = statusLine(bytes);
    out.clear().copy(bytes, start, HeaderLines.lineEnd(bytes, start)).crlf();
    boolean topmost = true;
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i) == Header.VIA && topmost) {
        topmost = false;
        below(response, i);
      } else {
        field(headers, i, fields);
      }
    }
    more.forEach(line -> out.octets(line).crlf());
    return end(headers);
  }

  private static int statusLine(byte[] bytes) {
    int at = 0;
    while (HeaderLines.isLineEnd(bytes[at])) {
      at++;
    }
    return at;
  }

  /// What follows our element in the topmost field.
  private void below(SipResponse response, int index) {
    var headers = response.headers();
    int comma = headers.start(index) + response.via().end();
    while (comma < headers.end(index) && headers.bytes()[comma] != ',') {
      comma++;
    }
    if (comma < headers.end(index)) {
      out.put("Via:").copy(headers.bytes(), comma + 1, headers.end(index)).crlf();
    }
  }

  /// The challenges in a response, as header lines.
  public static List<String> challenges(SipResponse response) {
    var headers = response.headers();
    var lines = new ArrayList<String>(2);
    for (int i = 0; i < headers.size(); i++) {
      switch (headers.name(i)) {
        case WWW_AUTHENTICATE -> lines.add("WWW-Authenticate: " + headers.octets(i));
        case PROXY_AUTHENTICATE -> lines.add("Proxy-Authenticate: " + headers.octets(i));
        default -> {}
      }
    }
    return lines;
  }

  /// The ACK for a final response other than 2xx to a request sent with these changes (§17.1.1.3).
  public byte[] ack(SipRequest request, Edits edits, SipResponse response) {
    return hopByHop("ACK", request, edits, response.headers());
  }

  /// The CANCEL for a request sent with these changes (§9.1).
  public byte[] cancel(SipRequest request, Edits edits) {
    return hopByHop("CANCEL", request, edits, request.headers());
  }

  private byte[] hopByHop(String method, SipRequest request, Edits edits, HeaderTable to) {
    var headers = request.headers();
    begin(method, edits);
    edits.routes().forEach(value -> out.put("Route: ").octets(value).crlf());
    lines(headers, Header.FROM);
    lines(to, Header.TO);
    lines(headers, Header.CALL_ID);
    out.put("CSeq: ").put(request.cseq().number()).put(" ").put(method).crlf();
    out.put("Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
    return out.toBytes();
  }

  private void lines(HeaderTable headers, Header name) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i) == name) {
        out.line(headers, i);
      }
    }
  }
}
