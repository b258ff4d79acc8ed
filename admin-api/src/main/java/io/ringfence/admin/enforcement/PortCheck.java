package io.ringfence.admin.enforcement;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.firewall.rules.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What becomes of packets to one port, and because of which rule.
///
/// @param rule `trusted`, `blocked`, `outsider` and `member` of a restricted service, `open` for a
///     service without restriction, `no-service` for a port that is no service's
/// @param set the set of the table `inet ringfence` that decided
/// @param blocks those that stand against the source, when it is `blocked`
/// @param group the trusted group, or the one that the service is restricted to
public record PortCheck(
    Protocol protocol,
    int port,
    boolean passes,
    String rule,
    @Nullable String service,
    @Nullable String set,
    List<Against> blocks,
    @Nullable Group group) {

  /// A block that stands against the source.
  public record Against(
      UUID id, String target, Rule rule, Origin origin, @Nullable Instant expiresAt) {
    static Against of(BlockDecision block) {
      return new Against(
          block.blockId(), block.target().value(), block.rule(), block.origin(), block.expiresAt());
    }
  }

  /// @param name `null` for a group that is gone
  public record Group(String id, @Nullable String name) {}

  static PortCheck of(Port port, Verdict verdict, Configuration configuration) {
    return switch (verdict) {
      case Verdict.Trusted(var set) ->
          of(port, verdict, "trusted", null, set, List.of(), trusted(configuration));
      case Verdict.Blocked(var service, var set, var blocks) ->
          of(
              port,
              verdict,
              "blocked",
              service,
              set,
              blocks.stream().map(Against::of).toList(),
              null);
      case Verdict.Outsider(var service, var set) ->
          of(port, verdict, "outsider", service, set, List.of(), members(configuration, service));
      case Verdict.Member(var service, var set) ->
          of(port, verdict, "member", service, set, List.of(), members(configuration, service));
      case Verdict.Open(var service) -> of(port, verdict, "open", service, null, List.of(), null);
      case Verdict.NoService() -> of(port, verdict, "no-service", null, null, List.of(), null);
    };
  }

  private static PortCheck of(
      Port port,
      Verdict verdict,
      String rule,
      @Nullable String service,
      @Nullable String set,
      List<Against> blocks,
      @Nullable Group group) {
    return new PortCheck(
        port.protocol(), port.port(), verdict.passes(), rule, service, set, blocks, group);
  }

  private static @Nullable Group trusted(Configuration configuration) {
    return group(configuration, configuration.policy().trustedGroupId());
  }

  private static @Nullable Group members(Configuration configuration, String service) {
    return configuration.services().values().stream()
        .filter(document -> document.name().equals(service))
        .map(ProtectedService::groupId)
        .findFirst()
        .map(id -> group(configuration, id))
        .orElse(null);
  }

  private static @Nullable Group group(Configuration configuration, @Nullable String id) {
    if (id == null) {
      return null;
    }
    var group = configuration.groups().get(id);
    return new Group(id, group == null ? null : group.name());
  }
}
