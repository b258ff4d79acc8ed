package io.ringfence.firewall.export;

import io.ringfence.firewall.export.Ports.Row;
import java.util.List;
import java.util.stream.Stream;

/// The table as rules of a router. What somebody has to decide is a comment.
final class RouterPorts {

  private RouterPorts() {}

  static String of(Ports ports, Router router) {
    var text = new StringBuilder(router.begin());
    for (var row : ports.rows()) {
      line(text, "# " + Text.line(title(row)));
      inbound(text, row, router);
      if (!row.isOutboundDenied()) {
        line(text, (row.isOutboundUndecided() ? "# " : ""), router.outbound(row));
      }
    }
    return text.append(router.end()).toString();
  }

  static String title(Row row) {
    String note = row.note() == null ? "" : "; " + row.note();
    return "%s %s/%s: outbound %s; inbound %s%s"
        .formatted(
            row.service(),
            row.port(),
            Text.protocol(row.protocol()),
            row.outbound(),
            row.inbound(),
            note);
  }

  private static void inbound(StringBuilder text, Row row, Router router) {
    switch (row.treatment()) {
      case ALLOW -> line(text, "", router.inbound(row, null));
      case IF -> line(text, "# ", router.inbound(row, null));
      case DENY -> line(text, "", router.denied(row));
      case MEMBERS -> {
        var from =
            Stream.concat(Plain.prefixes(row.from(), false), Plain.prefixes(row.from(), true))
                .toList();
        if (!from.isEmpty()) {
          line(text, "", router.inbound(row, from));
        }
        line(text, "", router.denied(row));
      }
    }
  }

  private static void line(StringBuilder text, String mark, List<String> lines) {
    lines.forEach(rule -> line(text, mark + rule));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
