package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.util.List;
import java.util.Locale;

/// How a REGISTER says that requests come back to the phone: by the proxies of its Path (RFC 3327),
/// by a flow (RFC 5626), or just to its contact.
///
/// @param path the values of its Path header fields
/// @param isPathSupported whether the phone knows Path
/// @param isOutboundSupported whether the phone knows flows
/// @param keepsFlow whether the phone's first hop keeps its flow: this server, or the first proxy
///     of the Path with an `ob` parameter
record ReturnRoute(
    List<String> path, boolean isPathSupported, boolean isOutboundSupported, boolean keepsFlow) {

  private static final ReturnRoute DIRECT = new ReturnRoute(List.of(), false, false, true);

  /// @throws SipParseException when a Path is malformed or too long
  static ReturnRoute of(SipRequest request, RegistrarLimits limits) throws SipParseException {
    var headers = request.headers();
    boolean hasPath = headers.count(Header.PATH) > 0;
    if (!hasPath && headers.count(Header.SUPPORTED) == 0 && headers.count(Header.VIA) == 1) {
      return DIRECT;
    }
    var path = hasPath ? headers.all(Header.PATH) : List.<String>of();
    boolean firstKeepsFlow = false;
    int length = 0;
    for (String value : path) {
      var proxies = NameAddr.parseList(value);
      firstKeepsFlow |= length == 0 && isOb(proxies.getFirst().uri().text());
      length += value.length();
    }
    if (length > limits.maxPathLength()) {
      throw new SipParseException("Path too long");
    }
    return new ReturnRoute(
        List.copyOf(path),
        isSupported(request, "path"),
        isSupported(request, "outbound"),
        hasPath ? firstKeepsFlow : isFirstHop(request));
  }

  /// Of a REGISTER that another registrar has done: what it makes of flows is its own.
  static ReturnRoute mirrored(SipRequest request) {
    return new ReturnRoute(request.headers().all(Header.PATH), true, false, true);
  }

  private static boolean isFirstHop(SipRequest request) {
    String via = request.headers().first(Header.VIA);
    return request.headers().count(Header.VIA) == 1 && (via == null || via.indexOf(',') < 0);
  }

  private static boolean isSupported(SipRequest request, String option) {
    for (String value : request.headers().all(Header.SUPPORTED)) {
      for (String tag : value.split(",", -1)) {
        if (tag.strip().equalsIgnoreCase(option)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOb(String uri) {
    for (String parameter : uri.toLowerCase(Locale.ROOT).split("[;?]", -1)) {
      if (parameter.equals("ob")) {
        return true;
      }
    }
    return false;
  }
}
