package io.ringfence.firewall.nft;

import io.ringfence.firewall.nft.NfTables.Chain;
import io.ringfence.firewall.nft.NfTables.Message;
import io.ringfence.firewall.nft.NfTables.Rule;
import io.ringfence.firewall.nft.NfTables.Table;
import io.ringfence.firewall.nft.netlink.Attributes;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads what the table `inet ringfence` is made of, but for the elements of its sets.
final class TableReader {

  private final Netfilter netfilter;

  TableReader(Netfilter netfilter) {
    this.netfilter = netfilter;
  }

  /// @param flags 0 for a table that is on
  /// @param handle no other table has had it
  record TableRow(int flags, long handle) {}

  /// @param hook `null` for a chain that only rules lead to
  record ChainRow(String name, @Nullable Hook hook) {}

  /// Where the kernel calls a chain, and what it does with what no rule is about.
  record Hook(int number, int priority, int policy, String type) {}

  /// @param handle no other rule of the table has had it
  record RuleRow(String chain, long handle) {}

  record SetRow(String name, int flags, int keyLength) {}

  private record CounterRow(String name, long packets) {}

  @FunctionalInterface
  private interface Row<T> {

    /// @return `null` for one of another table
    @Nullable T read(Attributes attributes) throws NetlinkException;
  }

  /// Counts the changes of all tables in the network namespace.
  int generation() throws NetlinkException {
    var generations = new ArrayList<Integer>(1);
    netfilter.get(
        Message.GET_GENERATION,
        _ -> {},
        (_, attributes) -> {
          while (attributes.next()) {
            if (attributes.type() == NfTables.GENERATION_ID) {
              generations.add(attributes.intValue());
            }
          }
        });
    if (generations.isEmpty()) {
      throw new NetlinkException("the kernel has not said its generation");
    }
    return generations.getFirst();
  }

  /// `null` when there is none.
  @Nullable TableRow table() throws NetlinkException {
    var tables = new ArrayList<TableRow>(1);
    try {
      netfilter.get(
          Message.GET_TABLE,
          buffer -> buffer.put(Table.NAME, NfTables.TABLE),
          (_, attributes) -> tables.add(tableRow(attributes)));
    } catch (NetlinkException e) {
      if (e.errno() != NetlinkException.ENOENT) {
        throw e;
      }
    }
    return tables.isEmpty() ? null : tables.getFirst();
  }

  List<ChainRow> chains() throws NetlinkException {
    return rows(Message.GET_CHAIN, Chain.TABLE, TableReader::chainRow);
  }

  List<RuleRow> rules() throws NetlinkException {
    return rows(Message.GET_RULE, Rule.TABLE, TableReader::ruleRow);
  }

  /// Those with names.
  List<SetRow> sets() throws NetlinkException {
    return rows(Message.GET_SET, NfTables.Set.TABLE, TableReader::setRow);
  }

  /// Packets, by counter.
  Map<String, Long> counters() throws NetlinkException {
    return rows(Message.GET_OBJECT, NfTables.NamedObject.TABLE, TableReader::counterRow).stream()
        .collect(Collectors.toMap(CounterRow::name, CounterRow::packets));
  }

  /// Not every kernel knows every filter, so rows of other tables may come too.
  private <T> List<T> rows(int type, int tableAttribute, Row<T> reader) throws NetlinkException {
    var rows = new ArrayList<T>();
    netfilter.dump(
        type,
        buffer -> buffer.put(tableAttribute, NfTables.TABLE),
        rows::clear,
        (_, attributes) -> {
          T row = reader.read(attributes);
          if (row != null) {
            rows.add(row);
          }
        });
    return rows;
  }

  private static TableRow tableRow(Attributes attributes) throws NetlinkException {
    int flags = 0;
    long handle = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Table.FLAGS -> flags = attributes.intValue();
        case Table.HANDLE -> handle = attributes.longValue();
        default -> {}
      }
    }
    return new TableRow(flags, handle);
  }

  private static @Nullable ChainRow chainRow(Attributes attributes) throws NetlinkException {
    String table = "";
    String name = "";
    String type = "";
    int policy = 0;
    Hook place = null;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Chain.TABLE -> table = attributes.text();
        case Chain.NAME -> name = attributes.text();
        case Chain.TYPE -> type = attributes.text();
        case Chain.POLICY -> policy = attributes.intValue();
        case Chain.HOOK -> place = hook(attributes.nested());
        default -> {}
      }
    }
    var hook = place == null ? null : new Hook(place.number(), place.priority(), policy, type);
    return table.equals(NfTables.TABLE) ? new ChainRow(name, hook) : null;
  }

  private static Hook hook(Attributes attributes) throws NetlinkException {
    int number = -1;
    int priority = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Chain.HOOK_NUMBER -> number = attributes.intValue();
        case Chain.HOOK_PRIORITY -> priority = attributes.intValue();
        default -> {}
      }
    }
    return new Hook(number, priority, 0, "");
  }

  private static @Nullable RuleRow ruleRow(Attributes attributes) throws NetlinkException {
    String table = "";
    String chain = "";
    long handle = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case Rule.TABLE -> table = attributes.text();
        case Rule.CHAIN -> chain = attributes.text();
        case Rule.HANDLE -> handle = attributes.longValue();
        default -> {}
      }
    }
    return table.equals(NfTables.TABLE) ? new RuleRow(chain, handle) : null;
  }

  private static @Nullable SetRow setRow(Attributes attributes) throws NetlinkException {
    String table = "";
    String name = "";
    int flags = 0;
    int keyLength = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case NfTables.Set.TABLE -> table = attributes.text();
        case NfTables.Set.NAME -> name = attributes.text();
        case NfTables.Set.FLAGS -> flags = attributes.intValue();
        case NfTables.Set.KEY_LENGTH -> keyLength = attributes.intValue();
        default -> {}
      }
    }
    boolean named = (flags & NfTables.Set.ANONYMOUS) == 0;
    return named && table.equals(NfTables.TABLE) ? new SetRow(name, flags, keyLength) : null;
  }

  private static @Nullable CounterRow counterRow(Attributes attributes) throws NetlinkException {
    String table = "";
    String name = "";
    int type = 0;
    long packets = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case NfTables.NamedObject.TABLE -> table = attributes.text();
        case NfTables.NamedObject.NAME -> name = attributes.text();
        case NfTables.NamedObject.TYPE -> type = attributes.intValue();
        case NfTables.NamedObject.DATA -> packets = packets(attributes.nested());
        default -> {}
      }
    }
    return type == NfTables.NamedObject.COUNTER && table.equals(NfTables.TABLE)
        ? new CounterRow(name, packets)
        : null;
  }

  static long packets(Attributes attributes) throws NetlinkException {
    while (attributes.next()) {
      if (attributes.type() == NfTables.NamedObject.COUNTER_PACKETS) {
        return attributes.longValue();
      }
    }
    return 0;
  }
}
