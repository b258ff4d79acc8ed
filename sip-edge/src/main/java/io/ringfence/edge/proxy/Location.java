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
  private final Handovers handovers;
  private final int maxTargets;
  private long surplus;

  Location(Accounts accounts, Registrar registrar, Handovers handovers, int maxTargets) {
    this.accounts = accounts;
    this.registrar = registrar;
    this.handovers = handovers;
    this.maxTargets = maxTargets;
  }

  /// @param callId of the request that is for it
  Found find(@Nullable String number, String callId, Instant now) {
    if (number == null) {
      return new Nobody();
    }
    return switch (accounts.find(number)) {
      case Accounts.Unknown() -> new Nobody();
      case Accounts.Unavailable() -> new Unreachable(Status.SERVICE_UNAVAILABLE);
      case Accounts.Known(var account) -> phones(account.number(), callId, now);
    };
  }

  private Found phones(String account, String callId, Instant now) {
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
        groups.getLast().add(way(binding, contact, callId, now));
      }
    }
    return groups.isEmpty() ? new Unreachable(Status.TEMPORARILY_UNAVAILABLE) : new Phones(groups);
  }

  /// The way to a phone: its own flow when that is ours, else by the edge that has it.
  ///
  /// @param uri to call it by
  Target way(Binding binding, SipUri uri, String callId, Instant now) {
    var direct = new Target(uri.text(), binding.path(), binding.peer(), uri);
    var edge = registrar.isOwn(binding) ? null : edge(binding);
    if (edge == null) {
      return direct;
    }
    String handover = handovers.issue(binding, callId, now);
    var routes = new ArrayList<String>(binding.path().size() + 1);
    routes.add("<sip:" + handover + '@' + binding.reachedAt() + ";lr>");
    routes.addAll(binding.path());
    var otherwise = binding.peer().isConnected() ? null : direct;
    return new Target(uri.text(), routes, null, edge, otherwise);
  }

  private static @Nullable SipUri edge(Binding binding) {
    try {
      return binding.reachedAt() == null ? null : SipUri.parse("sip:" + binding.reachedAt());
    } catch (SipParseException e) {
      return null;
    }
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

  /// The way to a phone whose contact is this URI, as it registered last; `null` for none.
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
