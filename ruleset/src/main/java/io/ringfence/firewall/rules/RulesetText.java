package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpRange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// Writes the whole table as one nftables transaction that replaces what the table held before and
/// touches no other table.
final class RulesetText {

  private final StringBuilder text = new StringBuilder(4_096);
  private final int maxElements;

  private RulesetText(int maxElements) {
    this.maxElements = maxElements;
  }

  /// @param now what timeouts are counted from
  /// @param maxElements how many elements of a set are written; the rest becomes a comment
  static String of(Layout layout, ActiveBlocks blocks, Instant now, int maxElements) {
    return new RulesetText(maxElements).write(layout, blocks, now);
  }

  private String write(Layout layout, ActiveBlocks blocks, Instant now) {
    text.append("# Replaces this one table, in one transaction. Timeouts count from ")
        .append(now)
        .append('\n');
    text.append("add table ").append(Names.TABLE).append('\n');
    text.append("delete table ").append(Names.TABLE).append('\n');
    text.append("table ").append(Names.TABLE).append(" {\n");
    var prefixes = new HashMap<String, PrefixSet>();
    blocks.prefixSets().forEach(set -> prefixes.put(set.name(), set));
    layout
        .intervals()
        .forEach(
            (name, interval) -> {
              var set = prefixes.get(name);
              if (set == null) {
                interval(name, interval.family(), interval.ranges(), interval.ranges().size());
              } else {
                interval(name, set.family(), set.ranges(maxElements), set.size());
              }
            });
    blocks.exactSets().forEach(set -> exact(set, now));
    layout.counters().forEach(name -> text.append("\tcounter ").append(name).append(" {\n\t}\n"));
    layout.chains().forEach(this::chain);
    return text.append("}\n").toString();
  }

  private void interval(String name, Family family, List<IpRange> ranges, int count) {
    begin(name, family, "interval");
    elements(ranges, count, Elements::interval);
  }

  private void exact(ExactSet set, Instant now) {
    begin(set.name(), set.family(), "timeout");
    elements(set.timed(now).limit(maxElements).toList(), set.size(), Elements::timed);
  }

  private void begin(String name, Family family, String flag) {
    text.append("\tset ").append(name).append(" {\n\t\ttype ").append(family.type());
    text.append("\n\t\tflags ").append(flag).append('\n');
  }

  private <E> void elements(Collection<E> elements, int count, Function<E, String> notation) {
    if (count > 0) {
      text.append("\t\telements = {\n");
      elements.stream()
          .limit(maxElements)
          .forEach(element -> text.append("\t\t\t").append(notation.apply(element)).append(",\n"));
      if (count > maxElements) {
        text.append("\t\t\t# and ").append(count - maxElements).append(" more\n");
      }
      text.append("\t\t}\n");
    }
    text.append("\t}\n");
  }

  private void chain(String name, List<String> rules) {
    text.append("\tchain ").append(name).append(" {\n");
    String hook = Names.hook(name);
    if (hook != null) {
      text.append("\t\t").append(hook).append('\n');
    }
    rules.forEach(rule -> text.append("\t\t").append(rule).append('\n'));
    text.append("\t}\n");
  }
}
