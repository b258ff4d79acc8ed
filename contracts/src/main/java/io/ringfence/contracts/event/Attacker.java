package io.ringfence.contracts.event;

import org.jspecify.annotations.Nullable;

/// Text that an attacker wrote, made safe to keep: bounded, and without control characters.
public final class Attacker {

  private Attacker() {}

  /// At most `maxLength` characters; control, format (bidirectional overrides, zero width), line
  /// separator and unpaired surrogate characters become `\\uXXXX`, a backslash is doubled, so that
  /// no input can forge another line or another escape.
  public static @Nullable String text(@Nullable String raw, int maxLength) {
    if (raw == null) {
      return null;
    }
    if (raw.length() <= maxLength && isPrintable(raw)) {
      return raw;
    }
    var safe = new StringBuilder(Math.min(raw.length(), maxLength));
    for (int i = 0; i < raw.length() && safe.length() < maxLength; ) {
      int c = raw.codePointAt(i);
      i += Character.charCount(c);
      String piece = c == '\\' ? "\\\\" : isPlain(c) ? Character.toString(c) : escape(c);
      if (safe.length() + piece.length() > maxLength) {
        break;
      }
      safe.append(piece);
    }
    return safe.toString();
  }

  /// Whether this is text as [#text] makes it: safe to keep as it is.
  public static boolean isText(String text, int maxLength) {
    return text.length() <= maxLength && text.codePoints().allMatch(Attacker::isPlain);
  }

  /// Whether all is printable ASCII that needs no escape, as nearly always.
  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static String escape(int c) {
    return c <= 0xffff ? String.format("\\u%04x", c) : String.format("\\u{%x}", c);
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
