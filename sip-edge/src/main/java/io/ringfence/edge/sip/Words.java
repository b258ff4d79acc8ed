package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words that are met often: no text is made of their octets anew. Immutable.
public final class Words {

  static final Words NONE = of();

  /// By their length.
  private final List<List<Word>> words;

  /// @param start its first eight octets, see [Octets#eight]
  private record Word(String text, long start) {

    Word(String text) {
      byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
      this(text, Octets.eight(octets, 0, octets.length));
    }

    /// What is beyond the first eight octets.
    boolean endsAs(byte[] octets, int from) {
      for (int i = Long.BYTES; i < text.length(); i++) {
        if (octets[from + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private Words(List<List<Word>> words) {
    this.words = words;
  }

  /// @param words ASCII
  public static Words of(String... words) {
    var byLength = new ArrayList<List<Word>>();
    for (String word : words) {
      while (byLength.size() <= word.length()) {
        byLength.add(new ArrayList<>());
      }
      byLength.get(word.length()).add(new Word(word));
    }
    return new Words(byLength.stream().map(List::copyOf).toList());
  }

  /// The word that is exactly these octets; `null` when it is none of them.
  @Nullable String find(byte[] octets, int from, int to) {
    if (to - from >= words.size()) {
      return null;
    }
    var row = words.get(to - from);
    if (row.isEmpty()) {
      return null;
    }
    long start = Octets.eight(octets, from, to);
    for (int i = 0; i < row.size(); i++) {
      var word = row.get(i);
      if (word.start == start && word.endsAs(octets, from)) {
        return word.text;
      }
    }
    return null;
  }
}
