package io.ringfence.firewall.export;

import java.util.Locale;
import java.util.Objects;

/// The table for people.
final class MarkdownPorts {

  private MarkdownPorts() {}

  static String of(Ports ports) {
    var text = new StringBuilder();
    text.append(
        "| Service (port) | Protocol | Outbound connection | Inbound connection | Note |\n");
    text.append("|---|---|---|---|---|\n");
    for (var row : ports.rows()) {
      text.append("| ").append(Text.cell(row.service())).append(" (").append(row.port());
      text.append(") | ").append(row.protocol().name().toLowerCase(Locale.ROOT));
      text.append(" | ").append(Text.cell(row.outbound()));
      text.append(" | ").append(Text.cell(row.inbound()));
      text.append(" | ").append(Text.cell(Objects.requireNonNullElse(row.note(), "")));
      text.append(" |\n");
    }
    return text.toString();
  }
}
