package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one enforcer on one node holds: on the compacted topic `enforcement`, keyed by
/// `node/enforcer`. Sent after every applied change and every few seconds.
///
/// @param enforcer `sip-edge` or `firewall-service`
/// @param backend `sip`, `nftables`, or `dry-run`, which enforces nothing
/// @param blocks how many blocks are active in it
/// @param elements elements per set
/// @param droppedPackets per service (its name), the operator's own too, since the enforcer's start
/// @param configVersions the version in force of each configuration document, by key
/// @param recent the latest changes applied, newest first, at most [#MAX_RECENT]
/// @param error why the latest change could not be applied; the last good state is in force. Or why
///     nothing is enforced: it begins with [#OPENED] while an administrator has opened the node
/// @param ruleset the rules as text, cut at [#MAX_RULESET] characters
/// @param provenAt when what is enforced was last read back and was as it should be; `null` before,
///     and where nothing can be read back
/// @param drift what was found missing, foreign or wrong at the latest comparison
/// @param repairs what was found so and mended, since the enforcer's start
/// @param drops some of the blocks that packets were dropped by, those with the latest first, at
///     most [#MAX_DROPS]. What sip-edge drops has come past the kernel
/// @param droppedBySet what of `droppedPackets` was dropped by each set: the sender is in it, or is
///     not where it has a service's members. Without the sets by which nothing was dropped. The
///     operator's own services count the sources that all services have blocked, as if they had
///     sets of their own for these
/// @param passedPackets of kernels alone, per service but for the operator's own: packets that a
///     block was to have dropped and that came through all the same, since the enforcer's start.
///     Empty where nobody looks for them
public record EnforcementReport(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    String node,
    String enforcer,
    String backend,
    int blocks,
    Map<String, Integer> elements,
    Map<String, Long> droppedPackets,
    Map<String, Long> configVersions,
    List<Applied> recent,
    @Nullable String error,
    @Nullable String ruleset,
    @Nullable Instant provenAt,
    @JsonSetter(nulls = Nulls.AS_EMPTY) int drift,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long repairs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Dropped> drops,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Long> droppedBySet,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Long> passedPackets)
    implements Event {

  /// Everything passes for a time.
  public static final String OPENED = "open for maintenance";

  public static final int MAX_RECENT = 100;
  public static final int MAX_RULESET = 65_536;
  public static final int MAX_DROPS = 100;

  /// One block taken over or let go.
  ///
  /// @param at when it was in force
  public record Applied(UUID blockId, BlockState state, Instant at) {}

  /// How many packets a block has made this enforcer drop, as far as it has counted.
  public record Dropped(UUID blockId, long packets) {}

  public EnforcementReport {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(node, "node");
    Required.field(enforcer, "enforcer");
    Required.field(backend, "backend");
    Required.optionalTime(provenAt, "provenAt");
    elements = Map.copyOf(elements);
    droppedPackets = Map.copyOf(droppedPackets);
    configVersions = Map.copyOf(configVersions);
    recent = List.copyOf(recent.subList(0, Math.min(recent.size(), MAX_RECENT)));
    droppedBySet = Map.copyOf(droppedBySet);
    passedPackets = Map.copyOf(passedPackets);
    drops = List.copyOf(drops.subList(0, Math.min(drops.size(), MAX_DROPS)));
    if (ruleset != null && ruleset.length() > MAX_RULESET) {
      ruleset = ruleset.substring(0, MAX_RULESET);
    }
  }

  /// Of an enforcer that does not read back.
  public EnforcementReport(
      int schemaVersion,
      UUID eventId,
      Instant occurredAt,
      String node,
      String enforcer,
      String backend,
      int blocks,
      Map<String, Integer> elements,
      Map<String, Long> droppedPackets,
      Map<String, Long> configVersions,
      List<Applied> recent,
      @Nullable String error,
      @Nullable String ruleset) {
    this(
        schemaVersion,
        eventId,
        occurredAt,
        node,
        enforcer,
        backend,
        blocks,
        elements,
        droppedPackets,
        configVersions,
        recent,
        error,
        ruleset,
        null,
        0,
        0,
        List.of(),
        Map.of(),
        Map.of());
  }

  /// The same with what single blocks have made it drop.
  public EnforcementReport withDrops(List<Dropped> others) {
    return new EnforcementReport(
        schemaVersion,
        eventId,
        occurredAt,
        node,
        enforcer,
        backend,
        blocks,
        elements,
        droppedPackets,
        configVersions,
        recent,
        error,
        ruleset,
        provenAt,
        drift,
        repairs,
        others,
        droppedBySet,
        passedPackets);
  }

  /// The record key.
  public String key() {
    return node + "/" + enforcer;
  }
}
