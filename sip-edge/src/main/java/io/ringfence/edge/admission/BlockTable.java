package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks on addresses and prefixes, one a target: a million of them in some 80 MiB. Looking up
/// takes no lock and makes no object; one thread at a time changes it.
@SuppressWarnings("EnumOrdinal") // an index of this process, nothing that is kept
final class BlockTable {

  private static final int NONE = BlockIndex.NONE;
  private static final Origin[] ORIGINS = Origin.values();

  private final BlockRecords records = new BlockRecords();
  private final BlockIndex addresses;

  /// Apart, so that a hundred thousand prefixes stay near the processor whatever the number of
  /// addresses: an address may have to be looked up in it several times.
  private final BlockIndex prefixes;

  private final PrefixLengths lengths = new PrefixLengths();
  private final ExpiryWheel wheel = new ExpiryWheel(records);

  BlockTable(long seed) {
    this.addresses = new BlockIndex(records, seed);
    this.prefixes = new BlockIndex(records, seed);
  }

  /// The words that a target is found by.
  private record Key(long high, long low, int kind) {

    static Key of(IpAddress address) {
      int kind = address.v6() ? BlockIndex.V6_ADDRESS : BlockIndex.V4_ADDRESS;
      return new Key(address.high(), address.low(), kind);
    }

    static Key of(IpPrefix prefix) {
      var first = prefix.address();
      int kind = first.v6() ? BlockIndex.V6_PREFIX : BlockIndex.V4_PREFIX;
      return new Key(first.high(), first.low(), kind + prefix.length());
    }
  }

  boolean coversV4(int address, long nowMillis) {
    long low = address & 0xffff_ffffL;
    if (isInForce(addresses.find(0, low, BlockIndex.V4_ADDRESS), nowMillis)) {
      return true;
    }
    for (long left = lengths.ofV4(address); left != 0; left &= left - 1) {
      int length = Long.numberOfTrailingZeros(left);
      long first = low & (-1L << (32 - length));
      if (isInForce(prefixes.find(0, first, BlockIndex.V4_PREFIX + length), nowMillis)) {
        return true;
      }
    }
    return false;
  }

  boolean coversV6(long high, long low, long nowMillis) {
    return isInForce(addresses.find(high, low, BlockIndex.V6_ADDRESS), nowMillis)
        || isWithin(lengths.ofV6(high), 0, high, low, nowMillis)
        || isWithin(lengths.longOfV6(high), 33, high, low, nowMillis)
        || isWithin(lengths.longestOfV6(high), 97, high, low, nowMillis);
  }

  /// @param offset the length that bit 0 stands for
  private boolean isWithin(long bits, int offset, long high, long low, long nowMillis) {
    for (long left = bits; left != 0; left &= left - 1) {
      int length = offset + Long.numberOfTrailingZeros(left);
      long firstHigh = length >= 64 ? high : length == 0 ? 0 : high & (-1L << (64 - length));
      long firstLow = length <= 64 ? 0 : low & (-1L << (128 - length));
      int row = prefixes.find(firstHigh, firstLow, BlockIndex.V6_PREFIX + length);
      if (isInForce(row, nowMillis)) {
        return true;
      }
    }
    return false;
  }

  private BlockIndex index(int kind) {
    return kind >= BlockIndex.V4_PREFIX ? prefixes : addresses;
  }

  private int find(Key key) {
    return index(key.kind).find(key.high, key.low, key.kind);
  }

  private boolean isInForce(int row, long nowMillis) {
    return row != NONE && nowMillis < records.expiresAtMillis(row);
  }

  @Nullable Block get(IpAddress address) {
    return get(Key.of(address));
  }

  @Nullable Block get(IpPrefix prefix) {
    return get(Key.of(prefix));
  }

  private @Nullable Block get(Key key) {
    int row = find(key);
    return row == NONE ? null : block(row);
  }

  void put(IpAddress address, Block block) {
    put(Key.of(address), block);
  }

  void put(IpPrefix prefix, Block block) {
    if (put(Key.of(prefix), block)) {
      var first = prefix.address();
      if (first.v6()) {
        lengths.addV6(first.high(), prefix.length());
      } else {
        lengths.addV4((int) first.low(), prefix.length());
      }
    }
  }

  /// @return whether the target is new
  private boolean put(Key key, Block block) {
    int origin = block.origin().ordinal();
    int row = find(key);
    if (row != NONE) {
      wheel.remove(row);
      records.change(row, origin, block.id(), block.expiresAtMillis());
      wheel.add(row);
      return false;
    }
    row = records.add(key.high, key.low, key.kind, origin, block.id(), block.expiresAtMillis());
    wheel.add(row);
    index(key.kind).add(row);
    return true;
  }

  void remove(IpAddress address) {
    remove(Key.of(address));
  }

  void remove(IpPrefix prefix) {
    remove(Key.of(prefix));
  }

  private void remove(Key key) {
    int row = find(key);
    if (row != NONE) {
      remove(row);
    }
  }

  private void remove(int row) {
    int kind = records.kind(row);
    index(kind).remove(row);
    if (kind >= BlockIndex.V6_PREFIX) {
      lengths.removeV6(records.high(row), kind - BlockIndex.V6_PREFIX);
    } else if (kind >= BlockIndex.V4_PREFIX) {
      lengths.removeV4((int) records.low(row), kind - BlockIndex.V4_PREFIX);
    }
    wheel.remove(row);
    records.free(row);
  }

  /// Lets go what has ended.
  ///
  /// @param max how many at once
  List<Block> expire(long nowMillis, int max) {
    int[] over = wheel.over(nowMillis, max);
    var blocks = new ArrayList<Block>(over.length);
    for (int row : over) {
      blocks.add(block(row));
      remove(row);
    }
    return blocks;
  }

  private Block block(int row) {
    return new Block(
        records.id(row), target(row), ORIGINS[records.origin(row)], records.expiresAtMillis(row));
  }

  private BlockTarget target(int row) {
    int kind = records.kind(row);
    boolean v6 = kind == BlockIndex.V6_ADDRESS || kind >= BlockIndex.V6_PREFIX;
    var address = new IpAddress(v6, records.high(row), records.low(row));
    if (kind < BlockIndex.V4_PREFIX) {
      return new BlockTarget.Ip(address);
    }
    int length = kind - (v6 ? BlockIndex.V6_PREFIX : BlockIndex.V4_PREFIX);
    return new BlockTarget.Prefix(new IpPrefix(address, length));
  }

  /// What the table takes of the heap, but for a few objects.
  long bytes() {
    return records.bytes() + addresses.bytes() + prefixes.bytes() + lengths.bytes() + wheel.bytes();
  }
}
