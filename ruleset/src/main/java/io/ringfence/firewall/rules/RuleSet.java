package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
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
  private final Configuration configuration;
  private final Collection<BlockDecision> decisions;
  private final Map<String, IpRangeSet> intervals = new TreeMap<>();
  private final Map<String, NavigableMap<IpAddress, Instant>> addresses = new TreeMap<>();

  /// Those that decide about packets, not those that only count them.
  private final SequencedMap<String, List<KernelRule>> chains = new LinkedHashMap<>();

  private RuleSet(Instant at, Configuration configuration, Collection<BlockDecision> decisions) {
    this.at = at;
    this.configuration = configuration;
    this.decisions = decisions;
    var active = new ActiveBlocks(Math.max(1, decisions.size()));
    decisions.forEach(decision -> active.take(record(decision), at));
    active.exactSets().forEach(set -> addresses.put(set.name(), set.elements()));
    var layout = Layout.of(configuration, active.prefixes(), at);
    layout.intervals().forEach((name, set) -> intervals.put(name, IpRangeSet.of(set.ranges())));
    layout
        .chains()
        .forEach(
            (name, rules) -> {
              if (name.equals(Names.BASE_CHAIN) || Names.isService(name)) {
                chains.put(name, rules.stream().map(KernelRule::of).toList());
              }
            });
  }

  /// What a node is to enforce that knows this.
  ///
  /// @param decisions those that are over are passed over
  public static RuleSet of(
      Configuration configuration, Collection<BlockDecision> decisions, Instant at) {
    return new RuleSet(at, configuration, decisions);
  }

  private static BlockRecord record(BlockDecision decision) {
    return new BlockRecord(decision.target().value(), decision);
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
    for (var family : Family.values()) {
      ranges.addAll(ranges(Names.trusted(family)));
    }
    return IpRangeSet.of(ranges);
  }

  public List<Guarded> services() {
    return chains.keySet().stream().filter(Names::isService).map(this::guarded).toList();
  }

  /// The whole table, as a node's kernel is given it.
  public String nftables() {
    var state = new DesiredState(Math.max(1, decisions.size()));
    state.configure(configuration);
    decisions.forEach(decision -> state.take(record(decision), at));
    return state.ruleset(at, Integer.MAX_VALUE);
  }

  /// What becomes of a packet on a node that enforces this.
  public Verdict verdict(Packet packet) {
    Verdict passed = new Verdict.NoService();
    for (var rule : rules(Names.BASE_CHAIN)) {
      if (!(rule instanceof KernelRule.Jump(var protocol, var ports, var chain))) {
        throw new IllegalStateException("the base chain only leads to services' chains");
      }
      if (protocol == packet.protocol() && ports.contains(packet.port())) {
        var verdict = through(chain, packet);
        if (!verdict.passes() || verdict instanceof Verdict.Trusted) {
          return verdict;
        }
        passed = passed instanceof Verdict.Member ? passed : verdict;
      }
    }
    return passed;
  }

  private Verdict through(String chain, Packet packet) {
    String service = Names.service(chain);
    Verdict passed = new Verdict.Open(service);
    for (var rule : rules(chain)) {
      switch (rule) {
        case KernelRule.Accept(var family, var set) -> {
          if (isIn(set, family, packet.source())) {
            return new Verdict.Trusted(set);
          }
        }
        case KernelRule.Drop drop -> {
          if (concerns(drop, packet)) {
            String set = drop.sets().getFirst();
            boolean found = isInAll(drop, packet.source());
            if (found && !drop.outsiders()) {
              return new Verdict.Blocked(service, set, blocks(chain, packet.source()));
            }
            if (!found && drop.outsiders()) {
              return new Verdict.Outsider(service, set);
            }
            passed = drop.outsiders() ? new Verdict.Member(service, set) : passed;
          }
        }
        case KernelRule.Jump _ ->
            throw new IllegalStateException("a service's chain leads nowhere else");
      }
    }
    return passed;
  }

  private static boolean concerns(KernelRule.Drop drop, Packet packet) {
    return drop.family() == Family.of(packet.source()) && (!drop.localOnly() || packet.local());
  }

  private boolean isInAll(KernelRule.Drop drop, IpAddress source) {
    var key = drop.networks() ? network(source).address() : source;
    return drop.sets().stream().allMatch(set -> isIn(set, drop.family(), key));
  }

  /// Against one of the operator's own services only all of them together stand.
  private List<BlockDecision> blocks(String chain, IpAddress source) {
    return decisions.stream()
        .filter(block -> block.isActive(at) && block.target().covers(source))
        .filter(
            block ->
                Names.isOwn(chain)
                    || block.services().stream()
                        .anyMatch(service -> Names.chain(service).equals(chain)))
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
      if (rule instanceof KernelRule.Drop drop) {
        if (drop.networks()) {
          addressesInAll(drop.sets())
              .keySet()
              .forEach(first -> prefixes.add(network(first).toRange()));
        } else if (drop.outsiders()) {
          members = members == null ? new ArrayList<>() : members;
          members.addAll(ranges(drop.sets().getFirst()));
        } else {
          prefixes.addAll(inAll(drop.sets()));
          blocked.putAll(addressesInAll(drop.sets()));
        }
      }
    }
    return new Guarded(
        Names.service(chain),
        List.copyOf(ports),
        Collections.unmodifiableNavigableMap(blocked),
        IpRangeSet.of(prefixes),
        members == null ? null : IpRangeSet.of(members));
  }

  private static IpPrefix network(IpAddress address) {
    return IpPrefix.of(address, ExactSet.NETWORK_LENGTH);
  }

  private List<IpRange> inAll(List<String> sets) {
    var common = IpRangeSet.of(ranges(sets.getFirst()));
    for (String set : sets) {
      common = common.without(common.without(IpRangeSet.of(ranges(set))));
    }
    var ranges = new ArrayList<>(common.ranges(false));
    ranges.addAll(common.ranges(true));
    return ranges;
  }

  /// With the earliest end, as then it is not in all of them any more.
  private Map<IpAddress, Instant> addressesInAll(List<String> sets) {
    var common = new TreeMap<>(addresses(sets.getFirst()));
    for (String set : sets) {
      var others = addresses(set);
      common.keySet().retainAll(others.keySet());
      common.replaceAll(
          (address, end) -> {
            var other = others.getOrDefault(address, end);
            return other.isBefore(end) ? other : end;
          });
    }
    return common;
  }

  private NavigableMap<IpAddress, Instant> addresses(String set) {
    return addresses.getOrDefault(set, Collections.emptyNavigableMap());
  }

  private boolean isIn(String set, Family family, IpAddress source) {
    return family == Family.of(source)
        && (intervals.getOrDefault(set, IpRangeSet.EMPTY).contains(source)
            || addresses(set).containsKey(source));
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
