package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes the difference of two states as one nftables transaction.
///
/// An address that the kernel may hold already is first added and deleted, and then added again
/// with its timeout if it is still blocked. So the text says the same whether or not it is there:
/// a delete of a missing element would fail the whole transaction, an add of a present one would
/// keep its old timeout (on kernels before 6.12), and nothing depends on two clocks agreeing on the
/// moment of an expiry. In the kernel all of it happens at one instant.
final class Transaction {

  private final StringBuilder text = new StringBuilder();

  private Transaction() {}

  /// The empty text when there is nothing to do.
  ///
  /// @param addresses with what was touched since `old`
  static String between(Layout old, Layout next, List<ExactSet> addresses, Instant now) {
    var transaction = new Transaction();
    if (!old.equals(next)) {
      transaction.addedSets(old, next);
      transaction.changedContents(old, next);
      transaction.changedChains(old, next);
      transaction.removedSets(old, next);
    }
    addresses.forEach(set -> transaction.touched(set, now));
    return transaction.text.toString();
  }

  private void addedSets(Layout old, Layout next) {
    next.intervals()
        .forEach(
            (name, interval) -> {
              if (!old.intervals().containsKey(name)) {
                String type = interval.family().type();
                command("add set", name, "{ type " + type + "; flags interval; }");
              }
            });
  }

  private void changedContents(Layout old, Layout next) {
    next.intervals()
        .forEach(
            (name, interval) -> {
              var before = old.intervals().get(name);
              if (!interval.equals(before)) {
                if (before != null) {
                  command("flush set", name, "");
                }
                elements("add", name, interval.ranges(), Elements::interval);
              }
            });
  }

  private void changedChains(Layout old, Layout next) {
    next.chains()
        .forEach(
            (name, rules) -> {
              if (!Objects.equals(rules, old.chains().get(name))) {
                command("flush chain", name, "");
                rules.forEach(rule -> command("add rule", name, rule));
              }
            });
  }

  private void removedSets(Layout old, Layout next) {
    old.intervals()
        .keySet()
        .forEach(
            name -> {
              if (!next.intervals().containsKey(name)) {
                command("delete set", name, "");
              }
            });
  }

  private void touched(ExactSet set, Instant now) {
    var held = set.touched().entrySet().stream().filter(Map.Entry::getValue);
    var again = held.map(Map.Entry::getKey).toList();
    elements("add", set.name(), again, IpAddress::toString);
    elements("delete", set.name(), again, IpAddress::toString);
    var elements = set.elements();
    var blocked = set.touched().keySet().stream().filter(elements::containsKey).toList();
    elements(
        "add",
        set.name(),
        blocked,
        address -> Elements.timed(address, Objects.requireNonNull(elements.get(address)), now));
  }

  private <E> void elements(
      String verb, String set, Collection<E> elements, Function<E, String> notation) {
    if (!elements.isEmpty()) {
      String list = elements.stream().map(notation).collect(Collectors.joining(", ", "{ ", " }"));
      command(verb + " element", set, list);
    }
  }

  private void command(String verb, String object, String rest) {
    text.append(verb).append(' ').append(Names.TABLE).append(' ').append(object);
    if (!rest.isEmpty()) {
      text.append(' ').append(rest);
    }
    text.append('\n');
  }
}
