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
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
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

  private static final Comparator<Binding> NEWEST_FIRST =
      Comparator.comparing(Binding::registeredAt).reversed();

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
    var phones = phones(registrar.bindings(account, now));
    var groups = new ArrayList<List<Target>>(1);
    int q = -1;
    int count = 0;
    for (List<Binding> phone : phones) {
      var target = target(phone, callId, now);
      if (target != null && count == maxTargets) {
        surplus++;
      } else if (target != null) {
        int preference = phone.getFirst().q();
        if (preference != q) {
          groups.add(new ArrayList<>(phones.size()));
        }
        q = preference;
        count++;
        groups.getLast().add(target);
      }
    }
    return groups.isEmpty() ? new Unreachable(Status.TEMPORARILY_UNAVAILABLE) : new Phones(groups);
  }

  /// The bindings of each phone, which has several when it has several flows (RFC 5626 §7): the
  /// newest first. Those that the account prefers first.
  private static List<List<Binding>> phones(List<Binding> bindings) {
    var phones = new ArrayList<List<Binding>>(bindings.size());
    var instances = new HashMap<String, List<Binding>>(0);
    for (Binding binding : bindings) {
      var flow = binding.flow();
      var known = flow == null ? null : instances.get(flow.instance());
      if (known == null) {
        known = new ArrayList<>(1);
        phones.add(known);
      }
      if (flow != null) {
        instances.put(flow.instance(), known);
      }
      known.add(binding);
    }
    phones.forEach(phone -> phone.sort(NEWEST_FIRST));
    phones.sort(Comparator.comparingInt((List<Binding> phone) -> phone.getFirst().q()).reversed());
    return phones;
  }

  private @Nullable Target target(List<Binding> phone, String callId, Instant now) {
    Target target = null;
    for (Binding binding : phone.reversed()) {
      var contact = contact(binding);
      if (contact != null) {
        target = way(binding, contact, callId, now).sparing(target);
      }
    }
    return target;
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

  /// The way to a phone whose contact is this URI, as it registered last; `null` for none. A phone
  /// with several flows is reached by one that is there still.
  @Nullable Peer flow(SipUri contact, Predicate<Peer> isOpen, Instant now) {
    var flows =
        registrar.bindingsAt(contact, now).stream()
            .sorted(NEWEST_FIRST)
            .map(Binding::peer)
            .toList();
    return flows.stream()
        .filter(isOpen)
        .findFirst()
        .orElse(flows.isEmpty() ? null : flows.getFirst());
  }
}
