package io.ringfence.firewall.nft;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.nft.TableReader.ChainRow;
import io.ringfence.firewall.nft.TableReader.Hook;
import io.ringfence.firewall.nft.TableReader.RuleRow;
import io.ringfence.firewall.nft.TableReader.SetRow;
import io.ringfence.firewall.nft.TableReader.TableRow;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.Actual.Contents;
import io.ringfence.firewall.rules.Actual.Rules;
import io.ringfence.firewall.rules.Actual.Shape;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the whole table `inet ringfence` from the kernel.
///
/// Rules are not compared word by word: the kernel gives every rule a number when it is made, and
/// every table, uses none again, and never changes a rule in place. So the rules are those that
/// were given when their numbers are those that were read right after.
final class KernelReader {

  /// Where the kernel calls chains, in its own words. All accept what no rule is about.
  ///
  /// At prerouting before connection tracking; at input and forward after all others.
  private static final Map<String, Hook> HOOKS =
      Map.of(
          "prerouting", new Hook(0, -300, 1, "filter"),
          "input", new Hook(1, 300, 1, "filter"),
          "forward", new Hook(2, 300, 1, "filter"));

  private final TableReader tables;
  private final ElementReader elements;

  /// @param uncounted takes each set that is found to hold elements without a counter
  KernelReader(Netfilter netfilter, Consumer<String> uncounted) {
    tables = new TableReader(netfilter);
    elements = new ElementReader(netfilter, uncounted);
  }

  /// The rules that were given, by chain, and the table they were given to.
  record Given(long table, Map<String, List<Long>> rules) {}

  /// What the table is made of, but for elements and packets.
  record Outline(
      TableRow table,
      Set<SetRow> sets,
      Set<String> counters,
      Set<ChainRow> chains,
      Map<String, List<Long>> rules) {

    Given given() {
      return new Given(table.handle(), rules);
    }
  }

  int generation() throws NetlinkException {
    return tables.generation();
  }

  /// Packets, by counter.
  Map<String, Long> counters() throws NetlinkException {
    return tables.counters();
  }

  /// Packets of an element, empty when it is not there or not counted.
  OptionalLong packets(BlockElement element) throws NetlinkException {
    return elements.packets(element.set(), element.address());
  }

  /// Whether the kernel holds the elements that came in, and none of those that went out.
  boolean holds(List<Change> changes) throws NetlinkException {
    for (var change : changes) {
      boolean held =
          switch (change) {
            case Change.Commands _ -> true;
            case Change.Addresses addresses -> elements.holds(addresses);
            case Change.Ranges ranges -> elements.holds(ranges);
          };
      if (!held) {
        return false;
      }
    }
    return true;
  }

  /// What has those of the elements that come in counted which are there without a counter.
  Change counting(Change change) throws NetlinkException {
    return switch (change) {
      case Change.Commands _ -> change;
      case Change.Addresses addresses -> elements.counting(addresses);
      case Change.Ranges ranges -> elements.counting(ranges);
    };
  }

  /// The same, with those of the changes' addresses that are there after all.
  Actual readAgain(Actual actual, List<Change> changes) throws NetlinkException {
    var contents = new HashMap<>(actual.sets());
    for (var change : changes) {
      if (change instanceof Change.Addresses(var set, var family, var _, var in)
          && contents.get(set) instanceof Actual.Addresses(var _, var found)) {
        var known = HashSet.<IpAddress>newHashSet(found.size());
        found.forEach(element -> known.add(element.address()));
        var asked = in.stream().map(Change.Timed::address).filter(one -> !known.contains(one));
        var all = new ArrayList<>(found);
        all.addAll(elements.held(set, asked.toList()));
        contents.put(set, new Actual.Addresses(family, all));
      }
    }
    return new Actual(actual.shape(), contents, actual.counters(), actual.chains());
  }

  /// What is there now. `null` when there is no table.
  @Nullable Outline outline() throws NetlinkException {
    var table = tables.table();
    return table == null
        ? null
        : new Outline(
            table,
            Set.copyOf(tables.sets()),
            Set.copyOf(tables.counters().keySet()),
            Set.copyOf(tables.chains()),
            rules());
  }

  /// Reads the elements too.
  ///
  /// @param given `null` when nothing is known to have been given
  Actual read(@Nullable Outline outline, @Nullable Given given) throws NetlinkException {
    if (outline == null) {
      return Actual.ABSENT;
    }
    boolean sound = outline.table().flags() == 0;
    var contents = new HashMap<String, Contents>();
    for (var set : outline.sets()) {
      var read = contents(set);
      if (read == null) {
        sound = false;
      } else {
        contents.put(set.name(), read);
      }
    }
    boolean other = given != null && given.table() != outline.table().handle();
    return new Actual(
        sound ? Shape.SOUND : Shape.UNSOUND,
        contents,
        outline.counters(),
        chains(outline, other ? new Given(0, Map.of()) : given));
  }

  /// `null` for a set of a kind that the table has none of.
  private @Nullable Contents contents(SetRow set) throws NetlinkException {
    Family family;
    switch (set.keyLength()) {
      case 4 -> family = Family.V4;
      case 16 -> family = Family.V6;
      default -> {
        return null;
      }
    }
    return switch (set.flags()) {
      case NfTables.Set.INTERVAL -> new Actual.Ranges(family, elements.ranges(set.name()));
      case NfTables.Set.TIMEOUT -> new Actual.Addresses(family, elements.addresses(set.name()));
      default -> null;
    };
  }

  private static Map<String, Rules> chains(Outline outline, @Nullable Given given) {
    var rules = outline.rules();
    return outline.chains().stream()
        .collect(
            Collectors.toMap(
                ChainRow::name,
                chain -> state(chain, rules.getOrDefault(chain.name(), List.of()), given)));
  }

  private static Rules state(ChainRow chain, List<Long> rules, @Nullable Given given) {
    if (!Objects.equals(chain.hook(), HOOKS.get(chain.name()))) {
      return Rules.MISPLACED;
    }
    if (given == null) {
      return Rules.UNKNOWN;
    }
    return rules.equals(given.rules().getOrDefault(chain.name(), List.of()))
        ? Rules.AS_GIVEN
        : Rules.OTHER;
  }

  private Map<String, List<Long>> rules() throws NetlinkException {
    return tables.rules().stream()
        .collect(
            Collectors.groupingBy(
                RuleRow::chain, Collectors.mapping(RuleRow::handle, Collectors.toList())));
  }
}
