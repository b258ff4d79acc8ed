package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.EnforcementReport;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How much of what is decided one enforcer holds, as far as its reports tell.
///
/// @param decided blocks in force that are this enforcer's to hold
/// @param held of these
/// @param missing of these
/// @param unknown of these: the reports do not tell
/// @param lacking the first of the missing and the unknown
public record Coverage(int decided, int held, int missing, int unknown, List<Lacking> lacking) {

  static final int MAX_LACKING = 20;

  /// A block that is not known to be held.
  public record Lacking(UUID id, String target, Instant decidedAt, String state, String why) {}

  static Coverage of(Holding holding, List<BlockDecision> active, Instant now) {
    var own = active.stream().filter(block -> isOwn(block, holding.latest())).toList();
    var lacking = new ArrayList<Lacking>();
    int held = 0;
    int missing = 0;
    for (var block : own) {
      var found = holding.held(block, own.size(), now);
      switch (found.state()) {
        case HELD -> held++;
        case MISSING -> missing++;
        case UNKNOWN -> {}
      }
      if (found.state() != Holding.State.HELD && lacking.size() < MAX_LACKING) {
        lacking.add(lacking(block, found));
      }
    }
    return new Coverage(own.size(), held, missing, own.size() - held - missing, lacking);
  }

  /// The kernel knows no accounts, and sip-edge nothing but SIP.
  static boolean isOwn(BlockDecision block, EnforcementReport report) {
    return Backends.isKernel(report)
        ? switch (block.target()) {
          case BlockTarget.Ip _, BlockTarget.Prefix _ -> true;
          case BlockTarget.IpAccount _, BlockTarget.Account _ -> false;
        }
        : block.services().contains(Service.SIP);
  }

  private static Lacking lacking(BlockDecision block, Holding.Held found) {
    return new Lacking(
        block.blockId(),
        block.target().value(),
        block.decidedAt(),
        found.wireName(),
        String.valueOf(found.why()));
  }

  /// What one enforcer reports of a block.
  ///
  /// @param state `held`, `missing` or `unknown`
  /// @param since when it was in force there, `null` when that is not known
  /// @param dropped packets that it has dropped because of the block, as far as it has counted and
  ///     reported; `null` for nothing known. What sip-edge drops has come past the kernel
  public record At(
      String node,
      String enforcer,
      String backend,
      boolean stale,
      String state,
      @Nullable Instant since,
      @Nullable Long dropped,
      @Nullable String why) {

    static At of(Holding holding, BlockDecision block, int expected, Instant now) {
      var report = holding.latest();
      var found = holding.held(block, expected, now);
      return new At(
          report.node(),
          report.enforcer(),
          report.backend(),
          Backends.isStale(report, now),
          found.wireName(),
          found.since(),
          holding.dropped(block.blockId()),
          found.why());
    }
  }
}
