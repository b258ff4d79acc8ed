package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Words to look for in what peers write, whatever their case. A word is found where no letter or
/// digit goes before it or comes after it, so `smap` is not found in `Osmap`. Looking makes no
/// object. Immutable.
public final class WordList {

  private static final int ASCII = 128;

  private final byte[][] words;
  private final boolean[] isFirst = new boolean[ASCII];
  private final int shortest;

  /// @throws IllegalArgumentException when a word is empty or not ASCII
  public WordList(List<String> words) {
    this.words = new byte[words.size()][];
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).strip().toLowerCase(Locale.ROOT);
      if (word.isEmpty() || !word.chars().allMatch(c -> c > ' ' && c < ASCII)) {
        throw new IllegalArgumentException("not a word to look for: \"" + words.get(i) + '"');
      }
      this.words[i] = word.getBytes(StandardCharsets.US_ASCII);
      isFirst[word.charAt(0)] = true;
      isFirst[Character.toUpperCase(word.charAt(0))] = true;
      least = Math.min(least, word.length());
    }
    this.shortest = least;
  }

  /// Whether a word is in the value of the first field of this name.
  public boolean isIn(HeaderTable headers, Header header) {
    if (words.length == 0) {
      return false;
    }
    int index = headers.indexOf(header);
    return index >= 0 && isIn(headers.bytes(), headers.start(index), headers.end(index));
  }

  private boolean isIn(byte[] text, int from, int to) {
    for (int at = from; at <= to - shortest; at++) {
      byte c = text[at];
      if (c > 0 && isFirst[c] && (at == from || !Octets.isAlphanumeric(text[at - 1]))) {
        for (byte[] word : words) {
          int end = at + word.length;
          if (end <= to
              && startsWith(text, at, word)
              && (end == to || !Octets.isAlphanumeric(text[end]))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] text, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (Octets.lower(text[at + i]) != word[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether a word is in the text.
  public boolean isIn(String text) {
    for (int at = 0; at <= text.length() - shortest; at++) {
      char c = text.charAt(at);
      if (c < ASCII && isFirst[c] && (at == 0 || !Octets.isAlphanumeric(text.charAt(at - 1)))) {
        for (byte[] word : words) {
          int end = at + word.length;
          if (end <= text.length()
              && startsWith(text, at, word)
              && (end == text.length() || !Octets.isAlphanumeric(text.charAt(end)))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean startsWith(String text, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      char c = text.charAt(at + i);
      if (c >= ASCII || Octets.lower((byte) c) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
