package io.ringfence.firewall.nft;

import io.ringfence.firewall.nft.TableReader.ChainRow;
import io.ringfence.firewall.nft.TableReader.Hook;
import io.ringfence.firewall.nft.TableReader.RuleRow;
import io.ringfence.firewall.nft.TableReader.SetRow;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.Actual.Contents;
import io.ringfence.firewall.rules.Actual.Rules;
import io.ringfence.firewall.rules.Actual.Shape;
import io.ringfence.firewall.rules.Family;
import io.ringfence.firewall.rules.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the whole table `inet ringfence` from the kernel.
///
/// Rules are not compared word by word: the kernel gives every rule a number when it is made, and
/// every table, uses none again, and never changes a rule in place. So the rules are those that
/// were given when their numbers are those that were read right after.
final class KernelReader {

  /// [Names#HOOK] in the kernel's words: at prerouting, before connection tracking; accept.
  private static final Hook BASE = new Hook(0, -300, 1, "filter");

  private final TableReader tables;
  private final ElementReader elements;

  KernelReader(Netfilter netfilter) {
    tables = new TableReader(netfilter);
    elements = new ElementReader(netfilter);
  }

  /// The rules that were given, by chain, and the table they were given to.
  record Given(long table, Map<String, List<Long>> rules) {}

  int generation() throws NetlinkException {
    return tables.generation();
  }

  /// Packets, by counter.
  Map<String, Long> counters() throws NetlinkException {
    return tables.counters();
  }

  ElementReader elements() {
    return elements;
  }

  /// The rules that are there now. `null` when there is no table.
  @Nullable Given given() throws NetlinkException {
    var table = tables.table();
    return table == null ? null : new Given(table.handle(), rules());
  }

  /// @param given `null` when nothing is known to have been given
  Actual read(@Nullable Given given) throws NetlinkException {
    var table = tables.table();
    if (table == null) {
      return Actual.ABSENT;
    }
    boolean sound = table.flags() == 0;
    var contents = new HashMap<String, Contents>();
    for (var set : tables.sets()) {
      var read = contents(set);
      if (read == null) {
        sound = false;
      } else {
        contents.put(set.name(), read);
      }
    }
    var known = given != null && given.table() != table.handle() ? new Given(0, Map.of()) : given;
    return new Actual(
        sound ? Shape.SOUND : Shape.UNSOUND, contents, tables.counters().keySet(), chains(known));
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

  private Map<String, Rules> chains(@Nullable Given given) throws NetlinkException {
    var rules = rules();
    return tables.chains().stream()
        .collect(
            Collectors.toMap(
                ChainRow::name,
                chain -> state(chain, rules.getOrDefault(chain.name(), List.of()), given)));
  }

  private static Rules state(ChainRow chain, List<Long> rules, @Nullable Given given) {
    var hook = chain.name().equals(Names.BASE_CHAIN) ? BASE : null;
    if (hook == null ? chain.hook() != null : !hook.equals(chain.hook())) {
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
