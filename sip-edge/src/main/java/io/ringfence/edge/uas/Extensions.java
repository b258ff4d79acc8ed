package io.ringfence.edge.uas;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipRequest;
import java.util.Arrays;
import java.util.List;

/// Option tags (RFC 3261 §20.32). No value of a header field holds a control character.
final class Extensions {

  private static final int MAX = 16;

  private Extensions() {}

  /// Those that a header field names.
  static List<String> named(SipRequest request, Header header) {
    if (request.headers().count(header) == 0) {
      return List.of();
    }
    return request.headers().all(header).stream()
        .flatMap(value -> Arrays.stream(value.split(",", MAX)))
        .map(String::strip)
        .limit(MAX)
        .toList();
  }
}
