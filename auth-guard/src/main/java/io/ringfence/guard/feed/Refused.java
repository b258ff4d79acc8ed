package io.ringfence.guard.feed;

import java.util.Locale;

/// Why an entry of a feed is no block.
enum Refused {
  /// It is no address and no prefix.
  MALFORMED,
  /// It covers so many addresses that it can only be a mistake.
  TOO_BROAD,
  /// It is, or holds, what is not an attacker's address on the Internet (RFC 6890).
  RESERVED,
  /// It is, or holds, one of ours.
  OWN,
  /// It is, or holds, one that is trusted.
  TRUSTED,
  /// The list is longer than it may be.
  EXCESS;

  /// The metric's label.
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
