package io.ringfence.edge.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words that are met often: no text is made of their octets anew. Immutable.
public final class Words {

  static final Words NONE = of();

  /// By their length.
  private final String[][] words;

  private Words(String[][] words) {
    this.words = words;
  }

  /// @param words ASCII
  public static Words of(String... words) {
    var byLength = new ArrayList<List<String>>();
    for (String word : words) {
      while (byLength.size() <= word.length()) {
        byLength.add(new ArrayList<>());
      }
      byLength.get(word.length()).add(word);
    }
    return new Words(
        byLength.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new));
  }

  /// The word that is exactly these octets; `null` when it is none of them.
  @Nullable String find(byte[] octets, int from, int to) {
    if (to - from >= words.length) {
      return null;
    }
    for (String word : words[to - from]) {
      if (isAt(word, octets, from)) {
        return word;
      }
    }
    return null;
  }

  private static boolean isAt(String word, byte[] octets, int from) {
    for (int i = 0; i < word.length(); i++) {
      if (octets[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
