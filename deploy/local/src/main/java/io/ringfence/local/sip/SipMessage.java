package io.ringfence.local.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A message as received: its first line and its headers, names in lower case.
public record SipMessage(String startLine, List<Header> headers) {

  /// A header line.
  public record Header(String name, String value) {}

  /// @throws IllegalArgumentException when it has no first line
  static SipMessage parse(byte[] message) {
    List<String> lines = new String(message, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("an empty message");
    }
    var headers = new ArrayList<Header>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (line.isEmpty()) {
        break;
      }
      if (colon > 0) {
        headers.add(
            new Header(
                line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip()));
      }
    }
    return new SipMessage(lines.getFirst(), List.copyOf(headers));
  }

  /// The status of a response, 0 for a request.
  public int status() {
    String[] words = startLine.split(" ", 3);
    return words[0].equals("SIP/2.0") && words.length > 1 ? Integer.parseInt(words[1]) : 0;
  }

  public Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name.toLowerCase(Locale.ROOT)))
        .map(Header::value)
        .toList();
  }
}
