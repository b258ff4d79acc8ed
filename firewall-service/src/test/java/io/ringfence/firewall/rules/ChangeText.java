package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Changes in nftables notation: what `nft -f` would have to be given to the same end.
public final class ChangeText {

  private final StringBuilder text = new StringBuilder();

  private ChangeText() {}

  public static String of(List<Change> changes) {
    var text = new ChangeText();
    changes.forEach(text::write);
    return text.text.toString();
  }

  private void write(Change change) {
    switch (change) {
      case Change.Commands(var lines) -> lines.forEach(line -> text.append(line).append('\n'));
      case Change.Addresses(var set, var _, var out, var in) -> {
        elements("add", set, out, IpAddress::toString);
        elements("delete", set, out, IpAddress::toString);
        elements("add", set, in, Elements::timed);
      }
      case Change.Ranges(var set, var _, var out, var in) -> {
        elements("delete", set, out, Elements::interval);
        elements("add", set, in, Elements::interval);
      }
    }
  }

  private <E> void elements(
      String verb, String set, Collection<E> elements, Function<E, String> notation) {
    if (!elements.isEmpty()) {
      String list = elements.stream().map(notation).collect(Collectors.joining(", ", "{ ", " }"));
      text.append(Commands.of(verb + " element", set, list)).append('\n');
    }
  }
}
