package io.ringfence.firewall.nft;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.firewall.nft.NfTables.Element;
import io.ringfence.firewall.nft.NfTables.ElementList;
import io.ringfence.firewall.nft.NfTables.Expression;
import io.ringfence.firewall.nft.NfTables.Message;
import io.ringfence.firewall.nft.netlink.Batch;
import io.ringfence.firewall.nft.netlink.MessageBuffer;
import io.ringfence.firewall.rules.Change;
import java.util.List;
import java.util.function.BiConsumer;

/// Writes changes of elements as messages of a transaction.
///
/// An address that the kernel may hold already is first added and deleted. So the messages say the
/// same whether or not it is there: a delete of a missing element would fail the whole transaction,
/// an add of a present one would keep its old timeout (on kernels before 6.12), and nothing depends
/// on two clocks agreeing on the moment of an expiry. In the kernel all of it happens at one
/// instant.
///
/// A range is two elements: its first address, and the address after its last one, with a flag. At
/// the end of the address space there is no such address and no such element.
final class ElementWriter {

  /// A list of elements is one attribute, whose length has 16 bits.
  private static final int MAX_LIST = 60_000;

  private final Batch batch;
  private final boolean counted;

  /// @param counted whether the kernel is to count the packets of each element that comes in
  ElementWriter(Batch batch, boolean counted) {
    this.batch = batch;
    this.counted = counted;
  }

  void write(Change.Addresses change) {
    elements(Message.NEW_SET_ELEMENTS, change.set(), change.out(), ElementWriter::address);
    elements(Message.DELETE_SET_ELEMENTS, change.set(), change.out(), ElementWriter::address);
    elements(Message.NEW_SET_ELEMENTS, change.set(), change.in(), this::timed);
  }

  void write(Change.Ranges change) {
    elements(Message.DELETE_SET_ELEMENTS, change.set(), change.out(), ElementWriter::range);
    elements(Message.NEW_SET_ELEMENTS, change.set(), change.in(), this::countedRange);
  }

  private <E> void elements(
      int type, String set, List<E> elements, BiConsumer<MessageBuffer, E> writer) {
    int next = 0;
    while (next < elements.size()) {
      int flags = type == Message.NEW_SET_ELEMENTS ? Batch.CREATE : 0;
      var buffer = batch.beginMessage(type, flags);
      begin(buffer, set);
      int list = buffer.nest(ElementList.ELEMENTS);
      while (next < elements.size() && buffer.size() - list < MAX_LIST) {
        writer.accept(buffer, elements.get(next++));
      }
      buffer.endNest(list);
      batch.endMessage();
    }
  }

  /// What a message about elements begins with.
  static void begin(MessageBuffer buffer, String set) {
    buffer.put(ElementList.TABLE, NfTables.TABLE);
    buffer.put(ElementList.SET, set);
  }

  static void address(MessageBuffer buffer, IpAddress address) {
    int element = buffer.nest(ElementList.ELEMENT);
    key(buffer, address);
    buffer.endNest(element);
  }

  private void timed(MessageBuffer buffer, Change.Timed timed) {
    int element = buffer.nest(ElementList.ELEMENT);
    key(buffer, timed.address());
    if (timed.timeoutMillis() != Change.Timed.NEVER) {
      buffer.put(Element.TIMEOUT, timed.timeoutMillis());
    }
    counter(buffer);
    buffer.endNest(element);
  }

  /// The end of a range counts nothing.
  private void countedRange(MessageBuffer buffer, IpRange range) {
    int element = buffer.nest(ElementList.ELEMENT);
    key(buffer, range.first());
    counter(buffer);
    buffer.endNest(element);
    end(buffer, range);
  }

  private void counter(MessageBuffer buffer) {
    if (counted) {
      int expression = buffer.nest(Element.EXPRESSION);
      buffer.put(Expression.NAME, Expression.COUNTER);
      buffer.endNest(expression);
    }
  }

  private static void range(MessageBuffer buffer, IpRange range) {
    address(buffer, range.first());
    end(buffer, range);
  }

  private static void end(MessageBuffer buffer, IpRange range) {
    if (!range.last().isLast()) {
      end(buffer, range.last().next());
    }
  }

  static void end(MessageBuffer buffer, IpAddress after) {
    int element = buffer.nest(ElementList.ELEMENT);
    key(buffer, after);
    buffer.put(Element.FLAGS, Element.INTERVAL_END);
    buffer.endNest(element);
  }

  private static void key(MessageBuffer buffer, IpAddress address) {
    int key = buffer.nest(Element.KEY);
    if (address.v6()) {
      buffer.put(Element.VALUE, address.high(), address.low());
    } else {
      buffer.put(Element.VALUE, (int) address.low());
    }
    buffer.endNest(key);
  }
}
