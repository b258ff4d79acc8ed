package io.ringfence.admin.console;

import io.ringfence.contracts.config.ConfigKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// How pages say things.
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private Words() {}

  static String time(@Nullable Instant time) {
    return time == null ? "" : TIME.format(time);
  }

  /// The document of a key such as `service/sip`.
  static String document(String key) {
    if (key.startsWith(ConfigKey.SERVICE)) {
      return "service " + key.substring(ConfigKey.SERVICE.length());
    }
    if (key.startsWith(ConfigKey.GROUP)) {
      return "IP address group " + key.substring(ConfigKey.GROUP.length());
    }
    return key.equals(ConfigKey.GUARD_POLICY) ? "the protection" : key;
  }
}
