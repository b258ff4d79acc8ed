package io.ringfence.edge.netty;

import static io.ringfence.edge.netty.SocketProgram.AND;
import static io.ringfence.edge.netty.SocketProgram.JUMP;
import static io.ringfence.edge.netty.SocketProgram.JUMP_IF_EQUAL;
import static io.ringfence.edge.netty.SocketProgram.LOAD_BYTE;
import static io.ringfence.edge.netty.SocketProgram.LOAD_WORD;
import static io.ringfence.edge.netty.SocketProgram.NETWORK_HEADER;
import static io.ringfence.edge.netty.SocketProgram.RANDOM;
import static io.ringfence.edge.netty.SocketProgram.RETURN;
import static io.ringfence.edge.netty.SocketProgram.SHIFT_RIGHT;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.ringfence.contracts.net.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Has the kernel drop what blocked sources send to a UDP socket in floods, before it takes room
/// in the socket's buffer: there it would push honest phones' datagrams out (`SO_ATTACH_FILTER`,
/// socket(7)). It works without any privilege and beside the packet filter, whose rules need one.
///
/// One of [#SAMPLE] datagrams, by chance, is let through, so that it is known whether the flood
/// goes on and about how much was dropped. For one event loop.
final class FloodFilter {

  /// How many datagrams one stands for that gets through.
  static final int SAMPLE = 64;

  /// How often [#tick] is to be called. A source that is released is heard again after that.
  static final Duration PERIOD = Duration.ofMillis(250);

  /// Datagrams within a period that are a flood.
  private static final int FLOOD = 100;

  /// For how many periods a flood has gone by once nothing more is seen of it.
  private static final int PATIENCE = 40;

  /// Sources that are counted within a period.
  private static final int MAX_COUNTED = 1_024;

  /// Sources that are told of within a period, of each kind.
  private static final int MAX_TOLD = 32;

  private static final int MAX_V4 = 200;
  private static final int MAX_V6 = 30;

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final RawUnixChannelOption DETACH =
      new RawUnixChannelOption("SO_DETACH_FILTER", SOL_SOCKET, 27, Integer.BYTES);

  private static final int V4_SOURCE = NETWORK_HEADER + 12;
  private static final int V6_SOURCE = NETWORK_HEADER + 8;
  private static final int V6_WORDS = 4;

  /// Instructions of [#end].
  private static final int END = 6;

  private static final int PASS = -1;
  private static final int DROP = 0;

  private final Predicate<IpAddress> isBlocked;
  private final ObjIntConsumer<IpAddress> arrived;

  /// How many datagrams of a source were refused in this period.
  private final Map<IpAddress, Integer> refused = new HashMap<>();

  /// The sources that the kernel drops, with the periods that they have been quiet for.
  private final Map<IpAddress, Integer> filtered = new HashMap<>();

  /// Those of the filtered that were added last. What they had sent until then may still wait.
  private final Set<IpAddress> recent = new HashSet<>();

  /// Those of the filtered that something was heard of in this period.
  private final Set<IpAddress> heard = new HashSet<>();

  private @Nullable Channel socket;
  private volatile long dropped;
  private volatile int sources;

  /// @param isBlocked whether all that a source sends is refused
  /// @param arrived hears of some of the blocked sources that go on, each period
  FloodFilter(Predicate<IpAddress> isBlocked, ObjIntConsumer<IpAddress> arrived) {
    this.isBlocked = isBlocked;
    this.arrived = arrived;
  }

  /// @param bound the socket; only one of the native transport can be filtered
  void attachTo(Channel bound) {
    socket = bound;
  }

  /// A datagram was not heard because of its source.
  ///
  /// @return how many more it stands for, which the kernel has dropped
  int refused(IpAddress source) {
    if (filtered.replace(source, 0) != null) {
      heard.add(source);
      if (recent.contains(source)) {
        return 0;
      }
      dropped = dropped + SAMPLE - 1;
      return SAMPLE - 1;
    }
    if (refused.size() < MAX_COUNTED || refused.containsKey(source)) {
      refused.merge(source, 1, Integer::sum);
    }
    return 0;
  }

  /// About how many datagrams the kernel has dropped.
  long dropped() {
    return dropped;
  }

  /// How many sources it drops now.
  int sources() {
    return sources;
  }

  void tick() {
    tell();
    var before = Set.copyOf(filtered.keySet());
    filtered.replaceAll((source, quiet) -> quiet + 1);
    filtered.entrySet().removeIf(one -> one.getValue() > PATIENCE || !isBlocked.test(one.getKey()));
    recent.clear();
    refused.forEach(
        (source, count) -> {
          if (count >= FLOOD && hasRoom(source) && isBlocked.test(source)) {
            filtered.put(source, 0);
            recent.add(source);
          }
        });
    refused.clear();
    if (!filtered.keySet().equals(before)) {
      apply();
    }
  }

  private void tell() {
    heard.stream().limit(MAX_TOLD).forEach(source -> arrived.accept(source, 1));
    refused.entrySet().stream()
        .filter(one -> isBlocked.test(one.getKey()))
        .limit(MAX_TOLD)
        .forEach(one -> arrived.accept(one.getKey(), one.getValue()));
    heard.clear();
  }

  private boolean hasRoom(IpAddress source) {
    long alike = filtered.keySet().stream().filter(one -> one.v6() == source.v6()).count();
    return alike < (source.v6() ? MAX_V6 : MAX_V4);
  }

  private void apply() {
    boolean isApplied =
        socket != null
            && socket.isActive()
            && (filtered.isEmpty()
                ? socket.config().setOption(DETACH, ByteBuffer.allocateDirect(Integer.BYTES))
                : program(filtered.keySet()).attach(socket, "SO_ATTACH_FILTER", SO_ATTACH_FILTER));
    if (!isApplied) {
      filtered.clear();
    }
    sources = filtered.size();
  }

  private static SocketProgram program(Set<IpAddress> sources) {
    var v4 = new SocketProgram();
    var v6 = new SocketProgram();
    int left4 = (int) sources.stream().filter(one -> !one.v6()).count();
    int left6 = sources.size() - left4;
    v4.put(LOAD_WORD, V4_SOURCE);
    for (IpAddress source : sources) {
      if (source.v6()) {
        compare(v6, source, --left6);
      } else {
        v4.put(JUMP_IF_EQUAL, left4--, 0, (int) source.low());
      }
    }
    return new SocketProgram()
        .put(LOAD_BYTE, NETWORK_HEADER)
        .put(SHIFT_RIGHT, 4)
        .put(JUMP_IF_EQUAL, 1, 0, 4)
        .put(JUMP, v4.size() + END)
        .put(v4)
        .put(end())
        .put(v6)
        .put(end());
  }

  /// @param after how many sources are compared after this one
  private static void compare(SocketProgram v6, IpAddress source, int after) {
    int[] words = {
      (int) (source.high() >>> Integer.SIZE),
      (int) source.high(),
      (int) (source.low() >>> Integer.SIZE),
      (int) source.low()
    };
    for (int i = 0; i < V6_WORDS; i++) {
      boolean isLast = i == V6_WORDS - 1;
      v6.put(LOAD_WORD, V6_SOURCE + i * Integer.BYTES);
      v6.put(
          JUMP_IF_EQUAL,
          isLast ? after * 2 * V6_WORDS + 1 : 0,
          isLast ? 0 : 2 * (V6_WORDS - 1 - i),
          words[i]);
    }
  }

  /// Whoever comes to the first instruction is heard, to the second dropped, but for the sample.
  private static SocketProgram end() {
    return new SocketProgram()
        .put(RETURN, PASS)
        .put(LOAD_WORD, RANDOM)
        .put(AND, SAMPLE - 1)
        .put(JUMP_IF_EQUAL, 0, 1, 0)
        .put(RETURN, PASS)
        .put(RETURN, DROP);
  }
}
