package io.ringfence.edge.registrar;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeps the bindings. A request changes all it asks for, or nothing (RFC 3261 §10.3). Not for
/// several threads.
public final class Registrar {

  private final RegistrarLimits limits;
  private final Bindings changes;
  private final String edge;
  private final Map<String, Map<String, Binding>> accounts = new HashMap<>();
  private int size;

  /// @param edge this node's name
  public Registrar(RegistrarLimits limits, Bindings changes, String edge) {
    this.limits = limits;
    this.changes = changes;
    this.edge = edge;
  }

  /// Does what an authenticated REGISTER asks for. A repetition of the last one changes nothing and
  /// gets the same answer.
  public RegisterOutcome register(String account, SipRequest request, Peer peer, Instant now) {
    ContactChange change;
    try {
      change = ContactChange.of(request, limits);
    } catch (SipParseException e) {
      return new RegisterOutcome.Malformed(e.reason());
    }
    return switch (change) {
      case ContactChange.RemoveAll() -> removeAll(account, request, now);
      case ContactChange.Each(var wishes) -> each(account, wishes, request, peer, now);
    };
  }

  private RegisterOutcome removeAll(String account, SipRequest request, Instant now) {
    var bindings = bindings(account, now);
    if (bindings.stream().anyMatch(binding -> isOutOfOrder(binding, request, true))) {
      return new RegisterOutcome.OutOfOrder();
    }
    bindings.forEach(this::remove);
    return new RegisterOutcome.Done(List.of());
  }

  private RegisterOutcome each(
      String account, List<ContactChange.Wish> wishes, SipRequest request, Peer peer, Instant now) {
    var current = accounts.getOrDefault(account, Map.of());
    int added = 0;
    for (var wish : wishes) {
      var binding = current.get(wish.contact());
      boolean isRemoval = wish.expires().isZero();
      if (binding != null && binding.isCurrent(now) && isOutOfOrder(binding, request, isRemoval)) {
        return new RegisterOutcome.OutOfOrder();
      }
      if (!wish.expires().isZero() && wish.expires().compareTo(limits.minExpires()) < 0) {
        return new RegisterOutcome.TooBrief(limits.minExpires());
      }
      added += binding == null && !wish.expires().isZero() ? 1 : 0;
    }
    if (added > 0 && isFull(account, added, now)) {
      return new RegisterOutcome.TooMany();
    }
    for (var wish : wishes) {
      fulfil(account, wish, request, peer, now);
    }
    return new RegisterOutcome.Done(bindings(account, now));
  }

  private boolean isFull(String account, int added, Instant now) {
    removeExpired(account, now);
    int own = accounts.getOrDefault(account, Map.of()).size();
    return own + added > limits.maxBindingsPerAccount() || size + added > limits.maxBindings();
  }

  private static boolean isOutOfOrder(Binding binding, SipRequest request, boolean isRemoval) {
    long number = request.cseq().number();
    return binding.callId().equals(request.callId())
        && (isRemoval ? number <= binding.cseq() : number < binding.cseq());
  }

  private static boolean isRepeated(Binding binding, SipRequest request) {
    return binding.callId().equals(request.callId()) && request.cseq().number() == binding.cseq();
  }

  private void fulfil(
      String account, ContactChange.Wish wish, SipRequest request, Peer peer, Instant now) {
    if (wish.expires().isZero()) {
      var binding = accounts.getOrDefault(account, Map.of()).get(wish.contact());
      if (binding != null) {
        remove(binding);
      }
      return;
    }
    var granted =
        wish.expires().compareTo(limits.maxExpires()) > 0 ? limits.maxExpires() : wish.expires();
    var binding =
        new Binding(
            account,
            wish.contact(),
            peer,
            request.userAgent(),
            request.callId(),
            request.cseq().number(),
            now,
            now.plus(granted),
            now,
            edge);
    var previous = accounts.getOrDefault(account, Map.of()).get(wish.contact());
    if (previous != null && previous.isCurrent(now) && isRepeated(previous, request)) {
      return;
    }
    if (previous != null && binding.merelyRefreshes(previous)) {
      put(binding.sharedAt(previous.sharedAt()));
    } else {
      put(binding);
      changes.set(binding);
    }
  }

  private void put(Binding binding) {
    var previous =
        accounts
            .computeIfAbsent(binding.account(), account -> new LinkedHashMap<>(2))
            .put(binding.contact(), binding);
    if (previous == null) {
      size++;
    }
  }

  private void remove(Binding binding) {
    forget(binding.account(), binding.contact());
    changes.removed(binding);
  }

  private void forget(String account, String contact) {
    var bindings = accounts.get(account);
    if (bindings != null && bindings.remove(contact) != null) {
      size--;
      if (bindings.isEmpty()) {
        accounts.remove(account);
      }
    }
  }

  /// The bindings of an account that have not expired.
  public List<Binding> bindings(String account, Instant now) {
    var bindings = accounts.get(account);
    if (bindings == null) {
      return List.of();
    }
    var current = new ArrayList<Binding>(bindings.size());
    for (Binding binding : bindings.values()) {
      if (binding.isCurrent(now)) {
        current.add(binding);
      }
    }
    return current;
  }

  /// Whether the account has a binding that was set from this address.
  public boolean isReachedFrom(String account, IpAddress source, Instant now) {
    var bindings = accounts.get(account);
    if (bindings == null) {
      return false;
    }
    for (Binding binding : bindings.values()) {
      if (binding.isCurrent(now) && binding.peer().address().equals(source)) {
        return true;
      }
    }
    return false;
  }

  /// Drops an account's bindings that were set before this time.
  public void dropBefore(String account, Instant validSince) {
    for (Binding binding : List.copyOf(accounts.getOrDefault(account, Map.of()).values())) {
      if (binding.registeredAt().isBefore(validSince)) {
        remove(binding);
      }
    }
  }

  /// Drops every binding of an account.
  public void dropAll(String account) {
    dropBefore(account, Instant.MAX);
  }

  /// Takes over a binding that this node set before its restart.
  public void restore(Binding binding, Instant now) {
    if (binding.isCurrent(now)) {
      put(binding);
    }
  }

  /// Takes over that a binding was removed before this node's restart.
  public void restoreRemoval(String account, String contact) {
    forget(account, contact);
  }

  /// Removes what has expired.
  public void sweep(Instant now) {
    for (String account : List.copyOf(accounts.keySet())) {
      removeExpired(account, now);
    }
  }

  private void removeExpired(String account, Instant now) {
    for (Binding binding : List.copyOf(accounts.getOrDefault(account, Map.of()).values())) {
      if (!binding.isCurrent(now)) {
        remove(binding);
      }
    }
  }

  /// How many bindings are held.
  public int size() {
    return size;
  }

  public List<String> accounts() {
    return List.copyOf(accounts.keySet());
  }
}
