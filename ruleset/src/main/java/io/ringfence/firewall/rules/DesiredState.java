package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be enforced, what is known to be in force, and the nftables text that leads from one
/// to the other. Time is passed in. Confined to one thread.
public final class DesiredState {

  private final ActiveBlocks blocks;
  private Configuration configuration = Configuration.INITIAL;
  private Map<Service, IpRangeSet> prefixes = Map.of();
  private Layout layout = Layout.EMPTY;
  private @Nullable Layout inForce;
  private @Nullable Instant membershipEnds;
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

  /// @return what became of the block, `null` when nothing changed
  public @Nullable BlockChange take(BlockRecord record, Instant now) {
    var change = blocks.take(record, now);
    dirty |= change != null;
    return change;
  }

  /// Lets blocks and group members go whose time is over.
  public List<BlockChange> expire(Instant now) {
    if (membershipEnds != null && !membershipEnds.isAfter(now)) {
      membershipEnds = null;
      layoutStale = true;
      dirty = true;
    }
    var expired = blocks.expire(now);
    dirty |= !expired.isEmpty();
    return expired;
  }

  /// When [#expire] has something to do, `null` for never.
  public @Nullable Instant nextExpiry() {
    return Stream.of(blocks.nextEnd(), membershipEnds)
        .flatMap(Stream::ofNullable)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /// Whether what is in force differs from what is desired, as far as is known.
  public boolean isDirty() {
    return dirty;
  }

  /// The text that brings this state in force: the difference to what is, or the whole table when
  /// nothing is known to be. Empty when the kernel has nothing to be told.
  public String transaction(Instant now) {
    var next = layout(now);
    return inForce == null
        ? RulesetText.of(next, blocks.addresses(), now, Integer.MAX_VALUE)
        : Transaction.between(inForce, next, blocks.addresses(), now);
  }

  /// The whole table, of each set at most so many elements.
  public String ruleset(Instant now, int maxElements) {
    return RulesetText.of(layout(now), blocks.addresses(), now, maxElements);
  }

  /// The latest [#transaction] was carried out.
  public void applied() {
    inForce = layout;
    blocks.addresses().forEach(ExactSet::inForce);
    dirty = false;
  }

  /// Nothing is known to be in force: the next transaction is the whole table.
  public void lost() {
    inForce = null;
    blocks.addresses().forEach(ExactSet::inForce);
    dirty = true;
  }

  public Configuration configuration() {
    return configuration;
  }

  public Collection<BlockDecision> blocks() {
    return blocks.all();
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
    blocks.addresses().forEach(set -> counts.put(set.name(), set.elements().size()));
    return counts;
  }

  private Layout layout(Instant now) {
    boolean prefixesChanged = blocks.prefixesChanged();
    if (prefixesChanged) {
      prefixes = blocks.prefixes();
    }
    if (layoutStale || prefixesChanged) {
      layout = Layout.of(configuration, prefixes, now);
      membershipEnds = configuration.nextExpiry(now);
      layoutStale = false;
    }
    return layout;
  }
}
