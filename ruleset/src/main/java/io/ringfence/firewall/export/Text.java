package io.ringfence.firewall.export;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Attacker;
import java.util.Locale;
import java.util.Objects;

/// Operators' words, made safe for where they stand.
final class Text {

  private static final int MAX_LINE = 400;

  private Text() {}

  static String protocol(Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }

  /// One line of a comment: no line break, and no backslash that would join it with the next.
  static String line(String text) {
    String safe = Objects.requireNonNullElse(Attacker.text(text, MAX_LINE), "");
    return safe.replace('\\', '/');
  }

  /// A cell of a table in Markdown, in which nothing is markup.
  static String cell(String text) {
    return line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([|`*_\\[\\]!#~])", "\\\\$1");
  }
}
