package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How things are put in a mail.
final class Words {

  private static final int MAX_HOSTILE = 128;
  private static final char REPLACEMENT = '?';
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /// The service as the console calls it.
  static String title(Service service) {
    return switch (service) {
      case SIP -> "SIP";
      case WEB -> "Web server";
      case PROVISIONING -> "Phone provisioning";
      case CRM -> "CRM integration";
      case SNMP -> "SNMP monitoring";
      case UNKNOWN -> "a service this version does not know";
    };
  }

  /// Text that an attacker chose, quoted, on one bounded line. Events carry it escaped
  /// already; what still is no visible character or space does not get through here either.
  static String quoted(@Nullable String hostile) {
    if (hostile == null) {
      return "(none)";
    }
    var line = new StringBuilder("\"");
    hostile
        .codePoints()
        .limit(MAX_HOSTILE)
        .map(c -> isVisible(c) ? c : REPLACEMENT)
        .forEach(line::appendCodePoint);
    return line.append('"').toString();
  }

  private static boolean isVisible(int codePoint) {
    return codePoint == ' '
        || switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }
}
