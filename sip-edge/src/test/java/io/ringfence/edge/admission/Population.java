package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// As many blocks as are asked for: half of the addresses IPv4, prefixes of every length from 16 to
/// 32 bits in IPv4 and from 29 to 64 in IPv6.
final class Population {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static final int LONGEST_SECONDS = 2_000_000;

  private Population() {}

  static IpAddress address(SplittableRandom random) {
    return random.nextBoolean()
        ? IpAddress.ofV4(random.nextInt())
        : new IpAddress(true, 0x2000_0000_0000_0000L | random.nextLong() >>> 3, random.nextLong());
  }

  private static IpPrefix prefix(SplittableRandom random) {
    var address = address(random);
    int length = address.v6() ? 29 + random.nextInt(36) : 16 + random.nextInt(17);
    return IpPrefix.of(address, length);
  }

  /// The first addresses that [#of] blocks with this seed.
  static List<IpAddress> addresses(int count, long seed) {
    var random = new SplittableRandom(seed);
    var addresses = new ArrayList<IpAddress>(count);
    while (addresses.size() < count) {
      addresses.add(address(random));
      random.nextLong();
      random.nextLong();
      random.nextInt(LONGEST_SECONDS);
    }
    return addresses;
  }

  static Blocks of(int addresses, int prefixes, long seed) {
    var random = new SplittableRandom(seed);
    var blocks = new Blocks(Blocks.Limits.DEFAULT, seed);
    while (blocks.addresses() < addresses) {
      add(blocks, new BlockTarget.Ip(address(random)), random);
    }
    while (blocks.prefixes() < prefixes) {
      add(blocks, new BlockTarget.Prefix(prefix(random)), random);
    }
    return blocks;
  }

  private static void add(Blocks blocks, BlockTarget target, SplittableRandom random) {
    var id = new UUID(random.nextLong(), random.nextLong());
    var end = NOW.plusSeconds(1 + random.nextInt(LONGEST_SECONDS));
    blocks.apply(target, Decisions.block(target, Origin.FEED, id, NOW, end), NOW);
  }
}
