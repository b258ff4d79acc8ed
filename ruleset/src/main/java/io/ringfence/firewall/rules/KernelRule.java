package io.ringfence.firewall.rules;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A rule of a [Layout], read back from the very text that the kernel is given: what is answered
/// about the rules cannot drift away from them.
sealed interface KernelRule {

  /// Sources in the set pass, whatever follows.
  record Accept(Family family, String set) implements KernelRule {}

  /// Packets to these ports go through the chain, and come back if it does not drop them.
  record Jump(Protocol protocol, SortedSet<Integer> ports, String chain) implements KernelRule {}

  /// Sources that are in all of the sets are dropped.
  ///
  /// @param networks whether it is the source's /64 that is looked for, by its first address
  /// @param outsiders sources that are not in the set are dropped instead
  /// @param localOnly only what is for this host
  record Drop(
      Family family, boolean networks, List<String> sets, boolean outsiders, boolean localOnly)
      implements KernelRule {}

  Pattern ACCEPT = Pattern.compile("(ip6?) saddr @([\\w-]+) accept");
  Pattern JUMP = Pattern.compile("(udp|tcp) dport (?:\\{ )?([0-9, ]+?)(?: })? jump ([\\w-]+)");
  Pattern DROP =
      Pattern.compile(
          "(fib daddr type local )?((?:ip6? saddr (?:& ffff:ffff:ffff:ffff:: )?(?:!= )?@[\\w-]+ )+)"
              + "counter (?:name \"[\\w-]+\" )?drop");
  Pattern SOURCE = Pattern.compile("(ip6?) saddr (& ffff:ffff:ffff:ffff:: )?(!= )?@([\\w-]+) ");

  /// @throws IllegalStateException for a rule that this does not know: it must learn it
  static KernelRule of(String text) {
    var accept = ACCEPT.matcher(text);
    if (accept.matches()) {
      return new Accept(family(accept.group(1)), accept.group(2));
    }
    var jump = JUMP.matcher(text);
    if (jump.matches()) {
      var protocol = Protocol.valueOf(jump.group(1).toUpperCase(Locale.ROOT));
      return new Jump(protocol, ports(jump.group(2)), jump.group(3));
    }
    var drop = DROP.matcher(text);
    if (drop.matches()) {
      return drop(drop.group(2), drop.group(1) != null);
    }
    throw new IllegalStateException("a rule that nobody can read back: " + text);
  }

  private static Drop drop(String sources, boolean localOnly) {
    var source = SOURCE.matcher(sources);
    var all = source.results().toList();
    var first = all.getFirst();
    return new Drop(
        family(first.group(1)),
        first.group(2) != null,
        all.stream().map(one -> one.group(4)).toList(),
        first.group(3) != null,
        localOnly);
  }

  private static Family family(String header) {
    return Arrays.stream(Family.values())
        .filter(family -> family.header().equals(header))
        .findFirst()
        .orElseThrow();
  }

  private static SortedSet<Integer> ports(String list) {
    var ports = new TreeSet<Integer>();
    Pattern.compile(", ").splitAsStream(list.strip()).map(Integer::valueOf).forEach(ports::add);
    return Collections.unmodifiableSortedSet(ports);
  }
}
