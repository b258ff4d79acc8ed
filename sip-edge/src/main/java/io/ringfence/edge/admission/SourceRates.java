package io.ringfence.edge.admission;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.util.Arrays;

/// Limits how many requests a source sends: a token bucket for each IPv4 address and each IPv6 /64.
/// Asking makes no object. Not for several threads.
///
/// A bucket is one time: when it would be full again (the generic cell rate algorithm), so a source
/// that has been quiet is like one that was never seen, and its place is free. Places are in groups
/// of four by a hash of the source. A group of four busy sources gives up the one that has asked
/// least, which then may ask as if it were new; that is counted.
@SuppressWarnings("EnumOrdinal") // an index of this process, nothing that is kept
public final class SourceRates {

  /// Takes over how many requests of a source were dropped since the last report.
  @FunctionalInterface
  public interface Report {

    void flooded(IpAddress source, int port, Transport transport, int count);
  }

  private static final int WAYS = 4;
  private static final int SOURCE = 0;
  private static final int FULL_AT = 1;
  private static final int DROPPED = 2;
  private static final int LOW = 3;
  private static final int WORDS = 4;
  private static final int GROUP = WAYS * WORDS;
  private static final int MAX_REPORTS = 100;
  private static final int PORT_SHIFT = 8;
  private static final int COUNT_SHIFT = 32;
  private static final int MAX_COUNT = 1_000_000_000;
  private static final long SECOND_MICROS = 1_000_000;
  private static final long MILLI_MICROS = 1_000;
  private static final long NOTHING = 0;

  /// In the upper half, where an IPv6 source has the beginning of a multicast address.
  private static final long V4 = 0xffff_ffff_0000_0000L;

  private static final Transport[] TRANSPORTS = Transport.values();

  private final long intervalMicros;
  private final long toleranceMicros;
  private final long seed;
  private final int groups;
  private final long[] table;
  private int[] flooding = new int[MAX_REPORTS];
  private int floodingCount;
  private long evicted;

  /// @param perSecond 0 for no limit
  /// @param burst what a source that was quiet may send at once
  /// @param maxSources how many sources are told apart at a time
  /// @param seed keeps outsiders from choosing sources that share a place
  public SourceRates(int perSecond, int burst, int maxSources, long seed) {
    this.intervalMicros = perSecond == 0 ? 0 : Math.max(1, SECOND_MICROS / perSecond);
    this.toleranceMicros = (burst - 1) * intervalMicros;
    this.seed = seed;
    this.groups = Math.max(1, Integer.highestOneBit(Math.max(1, maxSources / WAYS)));
    this.table = new long[intervalMicros == 0 ? 0 : groups * GROUP];
  }

  /// Whether the source may send one more request now; if so it is counted.
  public boolean admits(
      boolean v6, long high, long low, int port, Transport transport, long nowMillis) {
    if (intervalMicros == 0) {
      return true;
    }
    long nowMicros = nowMillis * MILLI_MICROS;
    int at = place(source(v6, high, low), nowMicros);
    if (!takes(at, nowMicros)) {
      dropped(at, low, port, transport);
      return false;
    }
    return true;
  }

  /// Whether the source may have one more of what is limited, which nobody reports; if so it is
  /// counted.
  public boolean admits(IpAddress source, long nowMillis) {
    long nowMicros = nowMillis * MILLI_MICROS;
    return intervalMicros == 0
        || takes(place(source(source.v6(), source.high(), source.low()), nowMicros), nowMicros);
  }

  private boolean takes(int at, long nowMicros) {
    long fullAt = table[at + FULL_AT];
    if (fullAt < nowMicros || fullAt > nowMicros + toleranceMicros + intervalMicros) {
      fullAt = nowMicros;
    }
    if (fullAt - nowMicros > toleranceMicros) {
      return false;
    }
    table[at + FULL_AT] = fullAt + intervalMicros;
    return true;
  }

  private static long source(boolean v6, long high, long low) {
    if (!v6) {
      return V4 | low;
    }
    return high == 0 ? 1 : high;
  }

  private int place(long source, long nowMicros) {
    long hash = (source ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    hash = (hash ^ (hash >>> 32)) * 0xbf58_476d_1ce4_e5b9L;
    int group = (int) (hash >>> 40) & (groups - 1);
    int first = group * GROUP;
    int least = first;
    for (int at = first; at < first + GROUP; at += WORDS) {
      if (table[at + SOURCE] == source) {
        return at;
      }
      if (table[at + FULL_AT] < table[least + FULL_AT]) {
        least = at;
      }
    }
    if (table[least + FULL_AT] > nowMicros) {
      evicted++;
    }
    table[least + SOURCE] = source;
    table[least + FULL_AT] = NOTHING;
    table[least + DROPPED] = NOTHING;
    return least;
  }

  private void dropped(int at, long low, int port, Transport transport) {
    long dropped = table[at + DROPPED];
    long count = dropped >>> COUNT_SHIFT;
    if (count == 0) {
      table[at + LOW] = low;
      remember(at);
    }
    table[at + DROPPED] =
        (Math.min(count + 1, MAX_COUNT) << COUNT_SHIFT)
            | ((long) port << PORT_SHIFT)
            | transport.ordinal();
  }

  private void remember(int at) {
    if (floodingCount == flooding.length) {
      if (floodingCount >= groups * WAYS) {
        return;
      }
      flooding = Arrays.copyOf(flooding, floodingCount * 2);
    }
    flooding[floodingCount++] = at;
  }

  /// Reports the sources that were over their rate since the last time, a hundred at most; others
  /// wait. To be called every second or so.
  public void sweep(Report report) {
    int left = 0;
    int reports = 0;
    for (int i = 0; i < floodingCount; i++) {
      int at = flooding[i];
      if (reports == MAX_REPORTS) {
        flooding[left++] = at;
      } else if (table[at + DROPPED] != NOTHING) {
        reports++;
        report(at, report);
      }
    }
    floodingCount = left;
  }

  private void report(int at, Report report) {
    long source = table[at + SOURCE];
    long dropped = table[at + DROPPED];
    boolean v4 = (source & V4) == V4;
    var address = v4 ? IpAddress.ofV4((int) source) : new IpAddress(true, source, table[at + LOW]);
    table[at + DROPPED] = NOTHING;
    report.flooded(
        address,
        (int) (dropped >>> PORT_SHIFT) & 0xffff,
        TRANSPORTS[(int) dropped & 0xff],
        (int) (dropped >>> COUNT_SHIFT));
  }

  /// How many busy sources were given up at the bound.
  public long evicted() {
    return evicted;
  }
}
