package io.ringfence.edge.proxy;

import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The location service (RFC 3261 §16.5): where the phones of our accounts are.
final class Location {

  /// What is known of a number.
  sealed interface Found {}

  /// Its phones: in groups of those that it prefers equally, the most preferred first.
  record Phones(List<List<Target>> groups) implements Found {}

  /// It is no account of ours.
  record Nobody() implements Found {}

  /// It is one, but cannot be reached.
  record Unreachable(Status status) implements Found {}

  private final Accounts accounts;
  private final Registrar registrar;
  private final int maxTargets;
  private long surplus;

  Location(Accounts accounts, Registrar registrar, int maxTargets) {
    this.accounts = accounts;
    this.registrar = registrar;
    this.maxTargets = maxTargets;
  }

  Found find(@Nullable String number, Instant now) {
    if (number == null) {
      return new Nobody();
    }
    return switch (accounts.find(number)) {
      case Accounts.Unknown() -> new Nobody();
      case Accounts.Unavailable() -> new Unreachable(Status.SERVICE_UNAVAILABLE);
      case Accounts.Known(var account) -> phones(account.number(), now);
    };
  }

  private Found phones(String account, Instant now) {
    var bindings = new ArrayList<>(registrar.bindings(account, now));
    bindings.sort(Comparator.comparingInt(Binding::q).reversed());
    var groups = new ArrayList<List<Target>>(1);
    int q = -1;
    int count = 0;
    for (Binding binding : bindings) {
      var contact = contact(binding);
      if (contact != null && count == maxTargets) {
        surplus++;
      } else if (contact != null) {
        if (binding.q() != q) {
          groups.add(new ArrayList<>(bindings.size()));
        }
        q = binding.q();
        count++;
        groups
            .getLast()
            .add(new Target(binding.contact(), binding.path(), binding.peer(), contact));
      }
    }
    return groups.isEmpty() ? new Unreachable(Status.TEMPORARILY_UNAVAILABLE) : new Phones(groups);
  }

  /// How many phones were left out at the bound.
  long surplus() {
    return surplus;
  }

  private static @Nullable SipUri contact(Binding binding) {
    try {
      var uri = SipUri.parse(binding.contact());
      return uri.isSip() && !uri.hasHeaders() ? uri : null;
    } catch (SipParseException e) {
      return null;
    }
  }

  /// The way to a phone whose contact is this URI, as it registered last; `null` when there is
  // none.
  @Nullable Peer flow(SipUri contact, Instant now) {
    String number = contact.user();
    if (number == null) {
      return null;
    }
    return registrar.bindings(number, now).stream()
        .filter(binding -> binding.contact().equals(contact.canonical()))
        .map(Binding::peer)
        .findFirst()
        .orElse(null);
  }
}
