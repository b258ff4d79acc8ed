package io.ringfence.guard.feed;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a feed lists. Pure: a line is an attacker's text as any other.
///
/// @param prefixes single addresses among them as /32 and /128
/// @param refused how many were not taken over, and why
record Entries(Set<IpPrefix> prefixes, Map<Refused, Integer> refused) {

  static final Entries NONE = new Entries(Set.of(), Map.of());

  private static final int MAX_LINE = 1_000;

  Entries {
    prefixes = Set.copyOf(prefixes);
    refused = Map.copyOf(refused);
  }

  /// @param lines an address or prefix each, then what one likes; empty ones and those that begin
  ///     with `#` or `;` are comments
  static Entries of(Stream<String> lines, Admissible admissible, int max) {
    var prefixes = new LinkedHashSet<IpPrefix>();
    var refused = new EnumMap<Refused, Integer>(Refused.class);
    lines
        .map(Entries::entry)
        .filter(text -> !text.isEmpty())
        .forEach(
            text -> {
              var prefix = prefix(text);
              var reason = prefix == null ? Refused.MALFORMED : admissible.refuse(prefix);
              if (reason == null && prefix != null && !prefixes.contains(prefix)) {
                reason = prefixes.size() < max ? null : Refused.EXCESS;
                if (reason == null) {
                  prefixes.add(prefix);
                }
              }
              if (reason != null) {
                refused.merge(reason, 1, Integer::sum);
              }
            });
    return new Entries(prefixes, refused);
  }

  private static String entry(String line) {
    String bounded = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
    String text = bounded.strip();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '#' || c == ';' || c == ',' || Character.isWhitespace(c)) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /// Host bits in a prefix are passed over: lists are written by programs that do so.
  private static @Nullable IpPrefix prefix(String text) {
    try {
      if (text.indexOf('/') >= 0) {
        return IpPrefix.parseMasking(text);
      }
      var address = IpAddress.parse(text);
      return new IpPrefix(address, address.bits());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
