package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be enforced, what is known to be in force, and the changes that lead from one to the
/// other. Time is passed in. Confined to one thread.
public final class DesiredState {

  /// Elements of each set in a [#sample].
  private static final int SAMPLE = 4;

  private final ActiveBlocks blocks;
  private Configuration configuration = Configuration.INITIAL;
  private Configuration effective = Configuration.INITIAL;
  private Layout layout = Layout.EMPTY;
  private @Nullable Layout inForce;

  /// What was in force the last time that this was known.
  private @Nullable Layout given;

  /// How many ranges of each interval set came before the end of the latest sample.
  private final Map<String, Integer> sampled = new HashMap<>();

  private @Nullable Instant membershipEnds;
  private @Nullable Instant openUntil;
  private boolean isOpen;
  private boolean layoutStale;
  private boolean dirty = true;

  /// @param maxBlocks how many blocks are held; those beyond are refused, see [#refused]
  public DesiredState(int maxBlocks) {
    blocks = new ActiveBlocks(maxBlocks);
  }

  public void configure(Configuration next) {
    configuration = next;
    layoutStale = true;
    dirty = true;
  }

  /// Drops nothing until then, `null` for dropping again what is to be dropped.
  public void open(@Nullable Instant until) {
    openUntil = until;
    layoutStale = true;
    dirty = true;
  }

  /// Whether the latest rules drop nothing, by an administrator's order.
  public boolean isOpen() {
    return isOpen;
  }

  /// @return what became of the block, `null` when nothing changed
  public @Nullable BlockChange take(BlockRecord record, Instant now) {
    var change = blocks.take(record, now);
    dirty |= change != null;
    return change;
  }

  /// @return what became of the block, `null` when nothing changed
  public @Nullable BlockChange take(Block block) {
    var change = blocks.take(block);
    dirty |= change != null;
    return change;
  }

  /// Takes over what was known before, but for what is over.
  public void restore(Snapshot snapshot, Instant now) {
    configure(snapshot.configuration());
    snapshot.blocks().stream().filter(block -> !block.isOver(now)).forEach(blocks::take);
  }

  /// Takes over what another one is to enforce, and nothing else.
  public void become(DesiredState other) {
    configure(other.configuration);
    blocks.become(other.blocks);
  }

  public Snapshot snapshot() {
    return new Snapshot(configuration, blocks.all().toList());
  }

  /// One without anything in it.
  public DesiredState another() {
    return new DesiredState(blocks.max());
  }

  /// Lets blocks, group members and changes that nobody has confirmed go whose time is over.
  public List<BlockChange> expire(Instant now) {
    if (membershipEnds != null && !membershipEnds.isAfter(now)) {
      membershipEnds = null;
      layoutStale = true;
      dirty = true;
    }
    if (openUntil != null && !openUntil.isAfter(now)) {
      open(null);
    }
    var expired = blocks.expire(now);
    dirty |= !expired.isEmpty();
    return expired;
  }

  /// When [#expire] has something to do, `null` for never.
  public @Nullable Instant nextExpiry() {
    return Stream.of(blocks.nextEnd(), membershipEnds, openUntil)
        .flatMap(Stream::ofNullable)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /// Whether what is in force differs from what is desired, as far as is known.
  public boolean isDirty() {
    return dirty;
  }

  /// What brings this state in force, from what is known to be: nothing at first. Empty when there
  /// is nothing to do.
  public List<Change> changes(Instant now) {
    var next = layout(now);
    return inForce == null
        ? Transaction.from(Actual.ABSENT, null, next, blocks, now).changes()
        : Transaction.between(inForce, next, blocks, now);
  }

  /// What brings this state in force, from what was found.
  public Difference difference(Actual actual, Instant now) {
    return Transaction.from(actual, given, layout(now), blocks, now);
  }

  /// Some elements of each set that is not empty, others each time: what they are of is in force.
  public List<Change> sample(Instant now) {
    var sample = new ArrayList<Change>();
    sampled.keySet().retainAll(layout.intervals().keySet());
    layout.intervals().forEach((name, set) -> sample.add(sample(name, set)));
    blocks.prefixSets().forEach(set -> sample.add(set.sample(SAMPLE)));
    blocks.exactSets().forEach(set -> sample.add(set.sample(now, SAMPLE)));
    return sample;
  }

  /// The next elements of a set of blocks, ascending, from after an address on; `null` from the
  /// beginning on. Without any when there are no more, or it is no set of blocks.
  public Change elementsAfter(String set, @Nullable IpAddress address, int max, Instant now) {
    return Stream.concat(
            blocks.prefixSets().stream()
                .filter(one -> one.name().equals(set))
                .map(one -> one.after(address, max)),
            blocks.exactSets().stream()
                .filter(one -> one.name().equals(set))
                .map(one -> one.after(address, max, now)))
        .findFirst()
        .orElse(new Change.Commands(List.of()));
  }

  private Change.Ranges sample(String name, Interval set) {
    var all = set.ranges();
    int from = sampled.getOrDefault(name, 0);
    from = from < all.size() ? from : 0;
    int to = Math.min(from + SAMPLE, all.size());
    sampled.put(name, to);
    return new Change.Ranges(name, set.family(), List.of(), all.subList(from, to));
  }

  /// The whole table, of each set at most so many elements.
  public String ruleset(Instant now, int maxElements) {
    return RulesetText.of(layout(now), blocks, now, maxElements);
  }

  /// The latest [#changes], or the latest [#difference], were carried out.
  public void applied() {
    inForce = layout;
    given = layout;
    blocks.inForce();
    dirty = false;
  }

  /// What is in force is not known any more: the difference to it has to be found.
  public void lost() {
    inForce = null;
    dirty = true;
  }

  /// Whether it is known what is in force.
  public boolean isKnown() {
    return inForce != null;
  }

  /// What the latest rules follow from: without a change that nobody has confirmed in time.
  public Configuration configuration() {
    return effective;
  }

  /// The change that the latest rules do without because nobody has confirmed it in time, `null`
  /// when there is none.
  public @Nullable PendingChange takenBack() {
    return effective.pending() == null ? configuration.pending() : null;
  }

  public Stream<Block> blocks() {
    return blocks.all();
  }

  /// What a block is in the sets.
  public List<BlockElement> elements(Block block) {
    return blocks.elements(block);
  }

  /// Some blocks after the one with a target, in an order of their own; `null` for the first ones.
  public List<Block> blocksAfter(@Nullable BlockTarget target, int count) {
    return blocks.after(target, count);
  }

  /// The block on a target, `null` when there is none.
  public @Nullable Block block(BlockTarget target) {
    return blocks.block(target);
  }

  /// How many blocks there are.
  public int blockCount() {
    return blocks.size();
  }

  /// How many blocks of each kind are to be enforced.
  public Map<BlockKind, Integer> blockCounts() {
    return blocks.counts();
  }

  /// How many blocks were refused because the table was full.
  public long refused() {
    return blocks.refused();
  }

  /// Elements by set.
  public Map<String, Integer> elements() {
    var counts = new TreeMap<String, Integer>();
    layout.intervals().forEach((name, interval) -> counts.put(name, interval.ranges().size()));
    blocks.prefixSets().forEach(set -> counts.put(set.name(), set.size()));
    blocks.exactSets().forEach(set -> counts.put(set.name(), set.size()));
    return counts;
  }

  private Layout layout(Instant now) {
    if (layoutStale) {
      effective = configuration.effective(now);
      isOpen = openUntil != null && now.isBefore(openUntil);
      var all = Layout.of(effective, Map.of(), now);
      layout = isOpen ? all.opened() : all;
      membershipEnds = configuration.nextExpiry(now);
      layoutStale = false;
    }
    return layout;
  }
}
