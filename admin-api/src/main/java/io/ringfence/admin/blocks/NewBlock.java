package io.ringfence.admin.blocks;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request to block by hand.
///
/// @param target an address or a CIDR prefix; its type follows from the value when left out
/// @param services what to block it from; all five when left out
/// @param blockFor how long; for good without it and without `expiresAt`
/// @param expiresAt until when
public record NewBlock(
    BlockView.@Nullable Target target,
    @Nullable Set<Service> services,
    @Nullable Duration blockFor,
    @Nullable Instant expiresAt,
    @Nullable String note) {
  private static final Duration MAX_BLOCK_FOR = Duration.ofDays(3650);
  private static final int MAX_NOTE = 500;

  /// Larger parts of the Internet are kept out by restricting a service to a group.
  private static final int SHORTEST_IPV4_PREFIX = 8;

  private static final int SHORTEST_IPV6_PREFIX = 19;

  /// The order that auth-guard gets.
  ///
  /// @throws ProblemException 400 naming every field that is not valid
  Command order(UUID blockId, String actor, Instant now) {
    var validation = new Validation();
    var parsed = target(validation);
    Instant end = end(validation, now);
    var covered = services(validation);
    validation.text("note", note, MAX_NOTE).orRefuse();
    if (parsed == null) {
      throw ProblemException.invalid("target", "is needed");
    }
    return new Command(
        Event.SCHEMA_VERSION,
        EventIds.next(),
        now,
        Command.Action.BLOCK,
        parsed,
        blockId,
        covered,
        end,
        actor,
        note);
  }

  private @Nullable BlockTarget target(Validation validation) {
    String value = target == null ? null : target.value();
    if (target == null || value == null) {
      validation.check(false, "target.value", "is needed");
      return null;
    }
    String type = target.type();
    if (type != null && !type.equals("ip") && !type.equals("prefix")) {
      validation.check(false, "target.type", "must be ip or prefix");
      return null;
    }
    try {
      String inferred = value.indexOf('/') >= 0 ? "prefix" : "ip";
      var parsed = BlockTarget.of(type == null ? inferred : type, value.strip());
      checkExtent(validation, parsed);
      return parsed;
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      validation.check(false, "target.value", message == null ? "not valid" : message);
      return null;
    }
  }

  private static void checkExtent(Validation validation, BlockTarget target) {
    if (target instanceof BlockTarget.Prefix(IpPrefix prefix)) {
      int shortest = prefix.address().v6() ? SHORTEST_IPV6_PREFIX : SHORTEST_IPV4_PREFIX;
      validation.check(
          prefix.length() >= shortest,
          "target.value",
          "must be a /"
              + shortest
              + " or longer; to keep more than that out, restrict a service to a group");
    }
  }

  private Set<Service> services(Validation validation) {
    if (services == null) {
      return EnumSet.complementOf(EnumSet.of(Service.UNKNOWN));
    }
    validation.check(
        !services.isEmpty()
            && services.stream().allMatch(service -> service != null && service != Service.UNKNOWN),
        "services",
        "must be some of web, sip, provisioning, crm, snmp");
    return services;
  }

  private @Nullable Instant end(Validation validation, Instant now) {
    validation.check(
        blockFor == null || expiresAt == null, "expiresAt", "give either blockFor or expiresAt");
    if (blockFor != null) {
      boolean valid =
          blockFor.compareTo(Duration.ofSeconds(1)) >= 0 && blockFor.compareTo(MAX_BLOCK_FOR) <= 0;
      validation.check(valid, "blockFor", "must be PT1S to " + MAX_BLOCK_FOR);
      return valid ? now.plus(blockFor) : null;
    }
    if (expiresAt != null) {
      validation.check(expiresAt.isAfter(now), "expiresAt", "must be in the future");
      validation.check(
          expiresAt.isBefore(now.plus(MAX_BLOCK_FOR)), "expiresAt", "is too far in the future");
    }
    return expiresAt;
  }
}
