package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpAddress;

/// Hashes of 64 bits that nobody can foretell who does not know the seed.
final class SeededHash {

  private SeededHash() {}

  static long of(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x9e37_79b9_7f4a_7c15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /// Of an IPv4 address or the /64 of an IPv6 one.
  static long of(IpAddress source, long seed) {
    long network = source.v6() ? source.high() : ~source.low();
    long hash = (seed ^ network) * 0xbf58_476d_1ce4_e5b9L;
    hash = (hash ^ (hash >>> 32)) * 0x94d0_49bb_1331_11ebL;
    return hash ^ (hash >>> 29);
  }
}
