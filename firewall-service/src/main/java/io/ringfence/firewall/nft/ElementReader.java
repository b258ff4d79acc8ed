package io.ringfence.firewall.nft;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.nft.NfTables.Element;
import io.ringfence.firewall.nft.NfTables.ElementList;
import io.ringfence.firewall.nft.NfTables.Expression;
import io.ringfence.firewall.nft.NfTables.Message;
import io.ringfence.firewall.nft.netlink.Attributes;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import io.ringfence.firewall.rules.Actual.Held;
import io.ringfence.firewall.rules.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what the kernel holds in sets.
final class ElementReader {

  /// What is more is faster read as a whole.
  static final int MAX_ONE_BY_ONE = 64;

  /// Of reading a set that is not listed as it is.
  private static final int ATTEMPTS = 5;

  private static final IpAddress LAST_V4 = IpAddress.ofV4(-1);
  private static final IpAddress LAST_V6 = new IpAddress(true, -1, -1);

  /// What ends sooner may have ended before it was read back.
  private static final long TOO_SHORT = 1_000;

  /// Before the end of a range and the start of the next one at the same address.
  private static final Comparator<Read> ORDER =
      Comparator.comparing(Read::address).thenComparing(read -> !read.isEnd());

  private final Netfilter netfilter;
  private final Consumer<String> uncounted;

  /// @param uncounted takes each set that is found to hold elements without a counter
  ElementReader(Netfilter netfilter, Consumer<String> uncounted) {
    this.netfilter = netfilter;
    this.uncounted = uncounted;
  }

  private static final long UNCOUNTED = -1;

  /// @param packets [#UNCOUNTED] for one without a counter
  private record Read(IpAddress address, boolean isEnd, long leftMillis, long packets) {

    /// The end of a range never is.
    boolean isCounted() {
      return packets != UNCOUNTED;
    }
  }

  /// The elements of a set with timeouts, in no order. For a moment after many have come in, while
  /// its table grows, the kernel lists some twice and passes over as many others; it is read again
  /// then.
  List<Held> addresses(String set) throws NetlinkException {
    var elements = new HashMap<IpAddress, Held>();
    var twice = new boolean[1];
    for (int attempt = 0; attempt == 0 || (twice[0] && attempt < ATTEMPTS); attempt++) {
      twice[0] = false;
      read(
          set,
          elements::clear,
          read -> {
            var held = new Held(read.address(), read.leftMillis());
            twice[0] |= elements.put(held.address(), held) != null;
          });
    }
    return List.copyOf(elements.values());
  }

  /// The ranges of an interval set, ascending. An end that ends nothing, which nft(8) puts before
  /// the first range, is none.
  List<IpRange> ranges(String set) throws NetlinkException {
    var ends = new ArrayList<Read>();
    read(set, ends::clear, ends::add);
    ends.sort(ORDER);
    var ranges = new ArrayList<IpRange>(ends.size() / 2 + 1);
    IpAddress first = null;
    for (var read : ends) {
      if (!read.isEnd()) {
        first = read.address();
      } else if (first != null) {
        ranges.add(new IpRange(first, before(read.address())));
        first = null;
      }
    }
    if (first != null) {
      ranges.add(new IpRange(first, first.v6() ? LAST_V6 : LAST_V4));
    }
    return ranges;
  }

  /// What has those counted that the kernel holds without a counter.
  Change.Addresses counting(Change.Addresses elements) throws NetlinkException {
    var out = new ArrayList<IpAddress>();
    var in = new ArrayList<Change.Timed>();
    for (var timed : elements.in()) {
      if (isUncounted(elements.set(), timed.address())) {
        out.add(timed.address());
        in.add(timed);
      }
    }
    return new Change.Addresses(elements.set(), elements.family(), out, in);
  }

  /// What has those counted that the kernel holds without a counter.
  Change.Ranges counting(Change.Ranges elements) throws NetlinkException {
    var ranges = new ArrayList<IpRange>();
    for (var range : elements.in()) {
      if (isUncounted(elements.set(), range.first())) {
        ranges.add(range);
      }
    }
    return new Change.Ranges(elements.set(), elements.family(), ranges, ranges);
  }

  private boolean isUncounted(String set, IpAddress address) throws NetlinkException {
    return read(set, address, false).filter(read -> !read.isCounted()).isPresent();
  }

  /// Whether the kernel holds what came in, and nothing of what went out.
  boolean holds(Change.Addresses change) throws NetlinkException {
    for (var timed : change.in()) {
      long timeout = timed.timeoutMillis();
      boolean lasts = timeout == Change.Timed.NEVER || timeout > TOO_SHORT;
      if (lasts && !holds(change.set(), timed.address(), false)) {
        return false;
      }
    }
    for (var address : change.out()) {
      boolean again = change.in().stream().anyMatch(in -> in.address().equals(address));
      if (!again && holds(change.set(), address, false)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the kernel holds what came in, and nothing of what went out.
  boolean holds(Change.Ranges change) throws NetlinkException {
    for (var range : change.out()) {
      boolean again = change.in().stream().anyMatch(in -> in.first().equals(range.first()));
      if (!again && holds(change.set(), range.first(), false)) {
        return false;
      }
    }
    for (var range : change.in()) {
      var last = range.last();
      if (!holds(change.set(), range.first(), false)
          || (!last.isLast() && !holds(change.set(), last.next(), true))) {
        return false;
      }
    }
    return true;
  }

  /// What the kernel holds of these, of which it seemed to hold none.
  List<Held> held(String set, Iterable<IpAddress> addresses) throws NetlinkException {
    var held = new ArrayList<Held>();
    for (var address : addresses) {
      read(set, address, false)
          .map(read -> new Held(address, read.leftMillis()))
          .ifPresent(held::add);
    }
    return held;
  }

  private boolean holds(String set, IpAddress address, boolean end) throws NetlinkException {
    return read(set, address, end).isPresent();
  }

  private Optional<Read> read(String set, IpAddress address, boolean end) throws NetlinkException {
    var found = new ArrayList<Read>(1);
    try {
      netfilter.get(
          Message.GET_SET_ELEMENTS,
          buffer -> {
            ElementWriter.begin(buffer, set);
            int list = buffer.nest(ElementList.ELEMENTS);
            if (end) {
              ElementWriter.end(buffer, address);
            } else {
              ElementWriter.address(buffer, address);
            }
            buffer.endNest(list);
          },
          (_, attributes) -> list(attributes, found::add));
    } catch (NetlinkException e) {
      if (e.errno() == NetlinkException.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
    return found.stream()
        .filter(read -> read.address().equals(address) && read.isEnd() == end)
        .findFirst();
  }

  /// Packets that the element which begins with an address has matched. Empty when it is not there,
  /// or not counted.
  OptionalLong packets(String set, IpAddress address) throws NetlinkException {
    return read(set, address, false)
        .filter(Read::isCounted)
        .map(read -> OptionalLong.of(read.packets()))
        .orElse(OptionalLong.empty());
  }

  private void read(String set, Runnable start, Consumer<Read> taker) throws NetlinkException {
    var all = new boolean[] {true};
    netfilter.longDump(
        Message.GET_SET_ELEMENTS,
        buffer -> ElementWriter.begin(buffer, set),
        start,
        (type, attributes) -> {
          if (type == Message.NEW_SET_ELEMENTS) {
            list(
                attributes,
                read -> {
                  all[0] &= read.isCounted() || read.isEnd();
                  taker.accept(read);
                });
          }
        });
    if (!all[0]) {
      uncounted.accept(set);
    }
  }

  private static void list(Attributes attributes, Consumer<Read> taker) throws NetlinkException {
    while (attributes.next()) {
      if (attributes.type() == ElementList.ELEMENTS) {
        var elements = attributes.nested();
        while (elements.next()) {
          var read = element(elements.nested());
          if (read != null) {
            taker.accept(read);
          }
        }
      }
    }
  }

  /// @return `null` for one without an address, such as one that stands for all
  private static @Nullable Read element(Attributes attributes) throws NetlinkException {
    IpAddress address = null;
    boolean end = false;
    long left = Change.Timed.NEVER;
    long packets = UNCOUNTED;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Element.KEY -> address = key(attributes.nested());
        case Element.FLAGS -> end = (attributes.intValue() & Element.INTERVAL_END) != 0;
        case Element.EXPRESSION -> packets = packets(attributes.nested());
        case Element.EXPIRATION -> left = Math.max(1, attributes.longValue());
        default -> {}
      }
    }
    return address == null ? null : new Read(address, end, left, packets);
  }

  private static long packets(Attributes expression) throws NetlinkException {
    while (expression.next()) {
      if (expression.type() == Expression.DATA) {
        return TableReader.packets(expression.nested());
      }
    }
    return UNCOUNTED;
  }

  private static @Nullable IpAddress key(Attributes attributes) throws NetlinkException {
    while (attributes.next()) {
      if (attributes.type() == Element.VALUE) {
        return switch (attributes.length()) {
          case 4 -> IpAddress.ofV4(attributes.intValue());
          case 16 -> new IpAddress(true, attributes.longValue(0), attributes.longValue(1));
          default -> throw new NetlinkException("an element of the set is no address");
        };
      }
    }
    return null;
  }

  private static IpAddress before(IpAddress address) {
    return address.v6()
        ? new IpAddress(
            true, address.low() == 0 ? address.high() - 1 : address.high(), address.low() - 1)
        : IpAddress.ofV4((int) address.low() - 1);
  }
}
