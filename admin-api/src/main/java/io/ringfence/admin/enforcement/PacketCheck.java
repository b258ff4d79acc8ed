package io.ringfence.admin.enforcement;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.firewall.rules.Packet;
import io.ringfence.firewall.rules.RuleSet;
import io.ringfence.firewall.rules.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether packets of a source would pass, and because of which rule.
///
/// @param at when this was true
/// @param passes `null` when it differs between the service's ports, or it has none
/// @param checks by port
/// @param nodes what the nodes' reports say
public record PacketCheck(
    IpAddress source,
    @Nullable String service,
    Instant at,
    @Nullable Boolean passes,
    List<PortCheck> checks,
    List<NodeCheck> nodes) {

  /// @param covering the blocks that cover the source; others cannot matter
  /// @param expected how many blocks on addresses there are in all
  /// @param kernels the nodes' kernels
  static PacketCheck of(
      Asked asked,
      Configuration configuration,
      List<BlockDecision> covering,
      int expected,
      List<Holding> kernels,
      Instant now) {
    var against = new LinkedHashSet<BlockDecision>();
    var checks = new ArrayList<PortCheck>();
    verdicts(asked, configuration, covering, now)
        .forEach(
            (port, verdict) -> {
              checks.add(PortCheck.of(port, verdict, configuration));
              if (verdict instanceof Verdict.Blocked blocked) {
                against.addAll(blocked.blocks());
              }
            });
    var passes = common(checks.stream().map(PortCheck::passes));
    var versions = configuration.versions();
    Function<Set<BlockDecision>, @Nullable Boolean> without =
        missing -> {
          var rest = covering.stream().filter(block -> !missing.contains(block)).toList();
          var verdicts = verdicts(asked, configuration, rest, now).values();
          return common(verdicts.stream().map(Verdict::passes));
        };
    return new PacketCheck(
        asked.source(),
        asked.service(),
        now,
        passes,
        List.copyOf(checks),
        kernels.stream()
            .map(kernel -> NodeCheck.of(kernel, passes, against, without, versions, expected, now))
            .toList());
  }

  private static Map<Port, Verdict> verdicts(
      Asked asked, Configuration configuration, List<BlockDecision> covering, Instant now) {
    var rules = RuleSet.of(configuration, covering, now);
    var verdicts = new LinkedHashMap<Port, Verdict>();
    for (var port : asked.ports()) {
      verdicts.put(port, rules.verdict(Packet.to(port.protocol(), port.port(), asked.source())));
    }
    return verdicts;
  }

  private static @Nullable Boolean common(Stream<Boolean> answers) {
    var different = answers.distinct().toList();
    return different.size() == 1 ? different.getFirst() : null;
  }
}
