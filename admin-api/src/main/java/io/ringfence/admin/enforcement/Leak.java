package io.ringfence.admin.enforcement;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.EnforcementReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether one node's kernel lets packets of blocked sources pass although it says that it holds
/// the blocks: what is found out from the reports of its two enforcers.
///
/// The kernel's evidence is what it has itself seen behind its rules, see [Passed]. That of
/// sip-edge is a block that the kernel has held for some time by its own report, without an error
/// and without having been mended meanwhile, while the number of packets that sip-edge has dropped
/// because of it grows. What was on its way when the block came into force is not among these, nor
/// is what got through while somebody had flushed the rules: that is told as drift. When one of the
/// two has evidence at several looks in a row, see [Streak], that is an episode; it ends after some
/// time without any. Time is the reports'. One thread takes them, any may ask.
final class Leak {

  /// What a block must have been held for, so that nothing from before is still on its way.
  static final Duration GRACE = Duration.ofSeconds(10);

  /// Administrators hear of one episode within this time.
  static final Duration BETWEEN_ALERTS = Duration.ofHours(1);

  /// Without evidence, the episode is over.
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final int MAX_BLOCKS = 1_000;

  /// A block as it was at the latest look.
  ///
  /// @param heldSince when the kernel has held it since, at the latest
  /// @param packets that sip-edge had dropped, -1 while the kernel has not held it long enough
  private record Seen(Instant heldSince, long packets) {}

  /// What is found at a look with which an episode begins.
  ///
  /// @param packets that came past the kernel at the looks so far
  /// @param news whether administrators are to hear of it
  record Found(Where where, long packets, boolean news) {}

  /// Where packets came through.
  sealed interface Where {

    /// @param example a block of which packets pass
    record ToEdge(BlockDecision example) implements Where {}

    /// By what the kernel itself has seen.
    record ToService(String service) implements Where {}
  }

  private record Evidence(BlockDecision example, long packets) {}

  private final SequencedMap<UUID, Seen> blocks = new LinkedHashMap<>();
  private List<EnforcementReport.Dropped> before = List.of();

  /// Whether nothing changes as long as the packets stay as they are.
  private boolean isSettled;

  private long repairs = -1;
  private final Streak edges = new Streak();
  private final Passed passed = new Passed();
  private volatile @Nullable Instant latest;
  private @Nullable Instant told;
  private volatile boolean isOpen;

  /// Takes a report of the node's sip-edge.
  ///
  /// @param kernel what is known of the node's kernel, `null` when there is none
  /// @param decided the blocks on addresses and prefixes that are to be in force
  /// @return what was found, at the look with which an episode begins only
  @Nullable Found take(
      EnforcementReport edge, @Nullable Holding kernel, Supplier<List<BlockDecision>> decided) {
    var at = edge.occurredAt();
    if (!edges.begin(at)) {
      return null;
    }
    var evidence = isSound(kernel, at) ? evidence(edge, kernel, decided) : forget();
    edges.take(evidence == null ? 0 : evidence.packets());
    return evidence == null ? null : seen(at, new Where.ToEdge(evidence.example()), edges);
  }

  /// Takes a report of the node's kernel.
  ///
  /// @return what was found, at the look with which an episode begins only
  @Nullable Found take(EnforcementReport kernel) {
    var evidence = passed.take(kernel);
    return evidence == null
        ? null
        : seen(kernel.occurredAt(), new Where.ToService(evidence.service()), evidence.streak());
  }

  private @Nullable Found seen(Instant at, Where where, Streak streak) {
    boolean goesOn = isOpen(at);
    isOpen = goesOn || streak.isBelieved();
    latest = at;
    if (goesOn || !isOpen) {
      return null;
    }
    boolean news = told == null || !told.plus(BETWEEN_ALERTS).isAfter(at);
    told = news ? at : told;
    return new Found(where, streak.packets(), news);
  }

  /// Whether there is an episode. It is over, too, when no reports have come for as long.
  boolean isOpen(Instant now) {
    return isOpen && isRecent(now);
  }

  private boolean isRecent(Instant now) {
    var evidence = latest;
    return evidence != null && evidence.plus(QUIET).isAfter(now);
  }

  /// What its kernel says can be relied upon only while all is well there.
  private boolean isSound(@Nullable Holding kernel, Instant at) {
    if (kernel == null) {
      return false;
    }
    var report = kernel.latest();
    boolean mended = report.repairs() != repairs;
    repairs = report.repairs();
    return !mended
        && report.error() == null
        && !Backends.enforcesNothing(report)
        && !Backends.isStale(report, at);
  }

  private @Nullable Evidence forget() {
    blocks.clear();
    isSettled = false;
    return null;
  }

  private @Nullable Evidence evidence(
      EnforcementReport edge, @Nullable Holding kernel, Supplier<List<BlockDecision>> decided) {
    if (kernel == null || (isSettled && edge.drops().equals(before))) {
      return null;
    }
    isSettled = true;
    before = edge.drops();
    var packetsOf = HashMap.<UUID, Long>newHashMap(before.size());
    before.forEach(dropped -> packetsOf.put(dropped.blockId(), dropped.packets()));
    var active = decided.get();
    Evidence most = null;
    long sum = 0;
    for (var block : active) {
      var dropped = packetsOf.get(block.blockId());
      if (dropped != null) {
        var held = kernel.held(block, active.size(), edge.occurredAt());
        long grown = grown(block.blockId(), dropped, held, edge.occurredAt());
        sum += grown;
        most = grown > (most == null ? 0 : most.packets()) ? new Evidence(block, grown) : most;
      }
    }
    while (blocks.size() > MAX_BLOCKS) {
      blocks.pollFirstEntry();
    }
    return most == null ? null : new Evidence(most.example(), sum);
  }

  /// By how many packets it has grown since the latest look, 0 when that is no evidence.
  private long grown(UUID block, long dropped, Holding.Held held, Instant at) {
    var seen = blocks.remove(block);
    if (held.state() != Holding.State.HELD) {
      isSettled = false;
      return 0;
    }
    var known = held.since();
    var since = known != null ? known : seen != null ? seen.heldSince() : at;
    boolean longEnough = !since.plus(GRACE).isAfter(at);
    isSettled &= longEnough;
    blocks.putLast(block, new Seen(since, longEnough ? dropped : -1));
    boolean comparable = seen != null && seen.packets() >= 0 && longEnough;
    return comparable ? Math.max(0, dropped - seen.packets()) : 0;
  }
}
