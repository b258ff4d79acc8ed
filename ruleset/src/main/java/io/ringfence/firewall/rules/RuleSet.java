package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rule set at one time, to be asked rather than enforced. It is read from the same [Layout]
/// and sets that the kernel is given. Nothing here changes what is enforced.
public final class RuleSet {

  private final Instant at;
  private final Layout layout;
  private final ActiveBlocks active;
  private final Collection<BlockDecision> blocks;
  private final Map<String, IpRangeSet> intervals = new TreeMap<>();
  private final Map<String, NavigableMap<IpAddress, Instant>> addresses = new TreeMap<>();
  private final SequencedMap<String, List<KernelRule>> chains = new LinkedHashMap<>();

  private RuleSet(
      Instant at, Layout layout, ActiveBlocks active, Collection<BlockDecision> blocks) {
    this.at = at;
    this.layout = layout;
    this.active = active;
    this.blocks = blocks;
    layout.intervals().forEach((name, set) -> intervals.put(name, IpRangeSet.of(set.ranges())));
    active.addresses().forEach(set -> addresses.put(set.name(), set.elements()));
    layout
        .chains()
        .forEach((name, rules) -> chains.put(name, rules.stream().map(KernelRule::of).toList()));
  }

  /// What a node is to enforce that knows this.
  ///
  /// @param decisions those that are over are passed over
  public static RuleSet of(
      Configuration configuration, Collection<BlockDecision> decisions, Instant at) {
    var active = new ActiveBlocks(Math.max(1, decisions.size()));
    decisions.forEach(
        decision -> active.take(new BlockRecord(decision.target().value(), decision), at));
    var current = decisions.stream().filter(decision -> decision.isActive(at)).toList();
    return new RuleSet(at, Layout.of(configuration, active.prefixes(), at), active, current);
  }

  /// A service with all that is enforced for it.
  ///
  /// @param blocked single addresses with their end, [Instant#MAX] for none
  /// @param members who may reach it, `null` when it is not restricted
  public record Guarded(
      String service,
      List<Port> ports,
      NavigableMap<IpAddress, Instant> blocked,
      IpRangeSet blockedPrefixes,
      @Nullable IpRangeSet members) {}

  /// When this is true.
  public Instant at() {
    return at;
  }

  /// Who passes whatever else is said.
  public IpRangeSet trusted() {
    var ranges = new ArrayList<IpRange>();
    for (var rule : rules(Names.BASE_CHAIN)) {
      if (rule instanceof KernelRule.Accept(var _, var set)) {
        ranges.addAll(ranges(set));
      }
    }
    return IpRangeSet.of(ranges);
  }

  public List<Guarded> services() {
    return chains.keySet().stream()
        .filter(name -> !name.equals(Names.BASE_CHAIN))
        .map(this::guarded)
        .toList();
  }

  /// The whole table, as a node's kernel is given it.
  public String nftables() {
    return RulesetText.of(layout, active, at, Integer.MAX_VALUE);
  }

  /// What becomes of a packet on a node that enforces this.
  public Verdict verdict(Packet packet) {
    Verdict passed = new Verdict.NoService();
    for (var rule : rules(Names.BASE_CHAIN)) {
      switch (rule) {
        case KernelRule.Accept(var family, var set) -> {
          if (isIn(set, family, packet.source())) {
            return new Verdict.Trusted(set);
          }
        }
        case KernelRule.Jump(var protocol, var ports, var chain) -> {
          if (protocol == packet.protocol() && ports.contains(packet.port())) {
            var verdict = through(chain, packet);
            if (!verdict.passes()) {
              return verdict;
            }
            passed = passed instanceof Verdict.Member ? passed : verdict;
          }
        }
        case KernelRule.Drop _ -> throw new IllegalStateException("the base chain drops nothing");
      }
    }
    return passed;
  }

  private Verdict through(String chain, Packet packet) {
    Verdict passed = new Verdict.Open(chain);
    for (var rule : rules(chain)) {
      if (!(rule instanceof KernelRule.Drop drop)) {
        throw new IllegalStateException("a service's chain only drops");
      }
      boolean concerned =
          drop.family() == Family.of(packet.source()) && (!drop.localOnly() || packet.local());
      if (!concerned) {
        continue;
      }
      boolean found = isIn(drop.set(), drop.family(), packet.source());
      if (drop.outsiders()) {
        if (!found) {
          return new Verdict.Outsider(chain, drop.set());
        }
        passed = new Verdict.Member(chain, drop.set());
      } else if (found) {
        return new Verdict.Blocked(chain, drop.set(), blocks(chain, packet.source()));
      }
    }
    return passed;
  }

  private List<BlockDecision> blocks(String chain, IpAddress source) {
    return blocks.stream()
        .filter(block -> block.target().covers(source))
        .filter(
            block ->
                block.services().stream().anyMatch(service -> Names.chain(service).equals(chain)))
        .toList();
  }

  private Guarded guarded(String chain) {
    var ports = new ArrayList<Port>();
    for (var rule : rules(Names.BASE_CHAIN)) {
      if (rule instanceof KernelRule.Jump(var protocol, var numbers, var to) && to.equals(chain)) {
        numbers.forEach(number -> ports.add(new Port(protocol, number)));
      }
    }
    var blocked = new TreeMap<IpAddress, Instant>();
    var prefixes = new ArrayList<IpRange>();
    List<IpRange> members = null;
    for (var rule : rules(chain)) {
      if (rule instanceof KernelRule.Drop(var _, var set, var outsiders, var _)) {
        if (outsiders) {
          members = members == null ? new ArrayList<>() : members;
          members.addAll(ranges(set));
        } else {
          prefixes.addAll(ranges(set));
          blocked.putAll(addresses.getOrDefault(set, Collections.emptyNavigableMap()));
        }
      }
    }
    return new Guarded(
        chain,
        List.copyOf(ports),
        Collections.unmodifiableNavigableMap(blocked),
        IpRangeSet.of(prefixes),
        members == null ? null : IpRangeSet.of(members));
  }

  private boolean isIn(String set, Family family, IpAddress source) {
    return family == Family.of(source)
        && (intervals.getOrDefault(set, IpRangeSet.EMPTY).contains(source)
            || addresses.getOrDefault(set, Collections.emptyNavigableMap()).containsKey(source));
  }

  private List<KernelRule> rules(String chain) {
    return chains.getOrDefault(chain, List.of());
  }

  private List<IpRange> ranges(String set) {
    var ranges = intervals.getOrDefault(set, IpRangeSet.EMPTY);
    var both = new ArrayList<>(ranges.ranges(false));
    both.addAll(ranges.ranges(true));
    return both;
  }
}
