package io.ringfence.edge.sip;

import io.ringfence.contracts.net.IpAddress;

/// Writes the topmost Via of a received request, saying where it really came from (RFC 3261
/// §18.2.1, RFC 3581 §4). The elements that follow it in its field stay as they are.
final class ReceivedVia {

  private ReceivedVia() {}

  /// Whether there is anything to say.
  static boolean isNeeded(Via top, Peer peer) {
    return top.hasRport()
        || top.params().has("received")
        || differs(top, peer.address(), peer.address().toString());
  }

  private static boolean differs(Via top, IpAddress source, String text) {
    return !top.host().equals(source.v6() ? '[' + text + ']' : text);
  }

  static void write(OctetBuilder out, HeaderTable request, int index, Via top, Peer peer) {
    out.put("Via: SIP/").put(top.version()).put("/").put(top.transport());
    out.put(" ").put(top.host());
    if (top.port() >= 0) {
      out.put(":").put(top.port());
    }
    for (Params.Param param : top.params().list()) {
      if (param.is("rport")) {
        out.put(";rport=").put(peer.port());
      } else if (!param.is("received")) {
        out.put(";").put(param.name());
        if (param.value() != null) {
          out.put("=").octets(param.value());
        }
      }
    }
    String source = peer.address().toString();
    if (top.hasRport() || differs(top, peer.address(), source)) {
      out.put(";received=").put(source);
    }
    int rest = request.start(index) + top.end();
    out.copy(request.bytes(), rest, request.end(index)).crlf();
  }
}
