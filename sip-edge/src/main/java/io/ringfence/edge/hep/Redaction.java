package io.ringfence.edge.hep;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes out of a message what others must not read: the response of digest credentials, which a
/// password can be guessed from at leisure, and the keys of media in SDP (RFC 4568). An `x` stands
/// for each octet, so lengths stay true.
public final class Redaction {

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:[\\s,]response\\s*=\\s*\"?|[\\s;]inline:)([^\"\\s,|;]+)", Pattern.DOTALL);
  private static final byte[][] SIGNS = {
    "esponse".getBytes(StandardCharsets.US_ASCII), "nline:".getBytes(StandardCharsets.US_ASCII)
  };

  private Redaction() {}

  /// The same message without its secrets; the very same when there is none.
  public static byte[] of(byte[] message) {
    return mayHave(message) ? redacted(message) : message;
  }

  /// Most messages have none: it is seen without making anything.
  private static boolean mayHave(byte[] message) {
    for (int at = 0; at < message.length; at++) {
      for (byte[] sign : SIGNS) {
        if ((message[at] | 0x20) == sign[0] && startsWith(message, at, sign)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] message, int at, byte[] sign) {
    if (at + sign.length > message.length) {
      return false;
    }
    for (int i = 0; i < sign.length; i++) {
      int lower = sign[i] == ':' ? message[at + i] : message[at + i] | 0x20;
      if (lower != sign[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] redacted(byte[] message) {
    byte[] copy = message.clone();
    Matcher secrets = SECRET.matcher(new String(message, StandardCharsets.ISO_8859_1));
    while (secrets.find()) {
      for (int at = secrets.start(1); at < secrets.end(1); at++) {
        copy[at] = 'x';
      }
    }
    return copy;
  }
}
