package io.ringfence.notifier.warning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/// A mail to one recipient, ready to be sent. `alertId` and `recipient` identify it: the same
/// two always give the same Message-ID (RFC 5322 §3.6.4), so a mail that is sent twice can be
/// told.
///
/// @param kind the alert's kind as on the wire
public record Mail(
    UUID alertId, String kind, String recipient, String messageId, String subject, String body) {

  private static final int ID_BYTES = 8;

  public Mail {
    requireOneLine("recipient", recipient);
    requireOneLine("messageId", messageId);
    requireOneLine("subject", subject);
  }

  /// @param domain the right-hand side of the Message-ID, the sender's domain
  static Mail to(
      String recipient, UUID alertId, String kind, String domain, String subject, String body) {
    return new Mail(alertId, kind, recipient, messageId(alertId, recipient, domain), subject, body);
  }

  private static String messageId(UUID alertId, String recipient, String domain) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256")
              .digest(recipient.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    String who = HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
    return "<" + alertId + "." + who + "@" + domain + ">";
  }

  private static void requireOneLine(String field, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(field + " has a control character");
    }
  }
}
