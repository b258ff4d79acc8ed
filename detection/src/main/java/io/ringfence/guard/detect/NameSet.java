package io.ringfence.guard.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/// A set of names in bounded space: exact by 32-bit hashes up to [#MAX_EXACT], then a bitmap of
/// constant size, whose count is the estimate of linear counting (Whang et al. 1990; within about
/// 5 % up to 10,000 names) and which takes an unknown name for a known one as often as it is full.
/// Adding what is there changes nothing, so replays are harmless.
///
/// @param hashes ascending; empty when there is a bitmap
/// @param bits empty, or [#BITS] of them
record NameSet(List<Integer> hashes, List<Long> bits) {

  static final int MAX_EXACT = 32;
  static final int BITS = 4096;
  static final NameSet EMPTY = new NameSet(List.of(), List.of());

  NameSet {
    hashes = List.copyOf(hashes);
    bits = List.copyOf(bits);
  }

  boolean contains(String name) {
    int hash = hash(name);
    return bits.isEmpty()
        ? Collections.binarySearch(hashes, hash) >= 0
        : (bits.get(word(hash)) & mask(hash)) != 0;
  }

  NameSet with(String name) {
    return contains(name) ? this : withHash(hash(name));
  }

  private NameSet withHash(int hash) {
    if (!bits.isEmpty()) {
      var next = new ArrayList<>(bits);
      next.set(word(hash), next.get(word(hash)) | mask(hash));
      return new NameSet(List.of(), next);
    }
    int place = Collections.binarySearch(hashes, hash);
    if (place >= 0) {
      return this;
    }
    var next = new ArrayList<>(hashes);
    next.add(-place - 1, hash);
    return next.size() <= MAX_EXACT ? new NameSet(next, List.of()) : bitmap(next);
  }

  private static NameSet bitmap(List<Integer> hashes) {
    var zeroes = LongStream.range(0, BITS / Long.SIZE).map(word -> 0).boxed().toList();
    var set = new NameSet(List.of(), zeroes);
    for (int hash : hashes) {
      set = set.withHash(hash);
    }
    return set;
  }

  NameSet union(NameSet other) {
    if (!bits.isEmpty() && !other.bits.isEmpty()) {
      var both = new ArrayList<Long>(bits.size());
      for (int i = 0; i < bits.size(); i++) {
        both.add(bits.get(i) | other.bits.get(i));
      }
      return new NameSet(List.of(), both);
    }
    var set = bits.isEmpty() ? other : this;
    for (int hash : bits.isEmpty() ? hashes : other.hashes) {
      set = set.withHash(hash);
    }
    return set;
  }

  int count() {
    if (bits.isEmpty()) {
      return hashes.size();
    }
    int set = bits.stream().mapToInt(Long::bitCount).sum();
    double zeroes = Math.max(1, BITS - set);
    return (int) Math.round(-BITS * Math.log(zeroes / BITS));
  }

  boolean isEmpty() {
    return hashes.isEmpty() && bits.isEmpty();
  }

  private static int word(int hash) {
    return Math.floorMod(hash, BITS) / Long.SIZE;
  }

  private static long mask(int hash) {
    return 1L << (Math.floorMod(hash, BITS) % Long.SIZE);
  }

  /// The string's hash, its bits mixed (the finalizer of MurmurHash3), for names that differ in
  /// their last digit only.
  private static int hash(String name) {
    int hash = name.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}
