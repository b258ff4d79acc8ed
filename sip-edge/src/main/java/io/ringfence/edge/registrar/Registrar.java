package io.ringfence.edge.registrar;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the bindings, those of this edge and those of all others. A request changes all it asks
/// for, or nothing (RFC 3261 §10.3). For any thread: one lock, held for a change; who looks waits
/// for nobody.
public final class Registrar {

  /// What a REGISTER may require, in lower case.
  public static final Set<String> EXTENSIONS = Set.of("path", "outbound");

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final RegistrarLimits limits;
  private final String edge;
  private final SharedLocation location;

  /// @param edge this node's name
  public Registrar(RegistrarLimits limits, Bindings changes, String edge) {
    this.limits = limits;
    this.edge = edge;
    this.location = new SharedLocation(limits.maxBindings(), changes, edge);
  }

  /// Does what an authenticated REGISTER asks for. A repetition of the last one changes nothing and
  /// gets the same answer.
  public RegisterOutcome register(String account, SipRequest request, Peer peer, Instant now) {
    try {
      var route = ReturnRoute.of(request, limits);
      if (!route.path().isEmpty() && !route.isPathSupported()) {
        return new RegisterOutcome.PathNotSupported();
      }
      var change = ContactChange.of(request, route, limits);
      synchronized (this) {
        return switch (change) {
          case ContactChange.RemoveAll() -> removeAll(account, request, now);
          case ContactChange.FirstHopLacksOutbound() -> new RegisterOutcome.FirstHopLacksOutbound();
          case ContactChange.Each each -> each(account, each, route, request, peer, now);
        };
      }
    } catch (SipParseException e) {
      return new RegisterOutcome.Malformed(e.reason());
    }
  }

  private RegisterOutcome removeAll(String account, SipRequest request, Instant now) {
    var bindings = bindings(account, now);
    if (bindings.stream().anyMatch(binding -> isOutOfOrder(binding, request, true))) {
      return new RegisterOutcome.OutOfOrder();
    }
    bindings.forEach(binding -> unbind(binding, request, now));
    return new RegisterOutcome.Done(List.of(), List.of(), null);
  }

  private RegisterOutcome each(
      String account,
      ContactChange.Each change,
      ReturnRoute route,
      SipRequest request,
      Peer peer,
      Instant now) {
    int added = 0;
    for (var wish : change.wishes()) {
      var binding = location.get(account, wish.id());
      boolean isRemoval = wish.expires().isZero();
      if (binding != null && binding.isCurrent(now) && isOutOfOrder(binding, request, isRemoval)) {
        return new RegisterOutcome.OutOfOrder();
      }
      if (!isRemoval && wish.expires().compareTo(limits.minExpires()) < 0) {
        return new RegisterOutcome.TooBrief(limits.minExpires());
      }
      added += binding == null && !isRemoval ? 1 : 0;
    }
    if (added > 0 && isFull(account, added, now)) {
      return new RegisterOutcome.TooMany();
    }
    for (var wish : change.wishes()) {
      fulfil(account, wish, route, request, peer, now);
    }
    return new RegisterOutcome.Done(
        bindings(account, now), route.path(), change.isOutbound() ? limits.flowTimer() : null);
  }

  /// Takes over what another registrar has done that was asked by way of us, so that its requests
  /// find their way to the phone. Its own order and limits hold, but for the number of bindings.
  ///
  /// @param granted for how long a contact is bound, of those the request names
  /// @throws SipParseException when the request's contacts cannot be read
  public synchronized void mirror(
      String account,
      SipRequest request,
      Peer peer,
      Function<SipUri, @Nullable Duration> granted,
      Instant now)
      throws SipParseException {
    var route = ReturnRoute.mirrored(request);
    switch (ContactChange.of(request, route, limits)) {
      case ContactChange.RemoveAll() ->
          bindings(account, now).forEach(binding -> unbind(binding, request, now));
      case ContactChange.FirstHopLacksOutbound() -> {}
      case ContactChange.Each(var wishes) -> {
        for (var wish : wishes) {
          mirror(
              account,
              wish,
              granted.apply(SipUri.parse(wish.contact())),
              route,
              request,
              peer,
              now);
        }
      }
    }
  }

  private void mirror(
      String account,
      ContactChange.Wish wish,
      @Nullable Duration granted,
      ReturnRoute route,
      SipRequest request,
      Peer peer,
      Instant now) {
    var previous = location.get(account, wish.id());
    var expires = wish.expires().isZero() || granted == null ? wish.expires() : granted;
    if (expires.isZero()) {
      if (previous != null && previous.isCurrent(now)) {
        unbind(previous, request, now);
      }
    } else if (previous != null || !isFull(account, 1, now)) {
      bind(account, wish, previous, expires, route, request, peer, now);
    }
  }

  private boolean isFull(String account, int added, Instant now) {
    location.removeOver(account, now);
    return location.of(account).size() + added > limits.maxBindingsPerAccount()
        || location.size() + added > limits.maxBindings();
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
      String account,
      ContactChange.Wish wish,
      ReturnRoute route,
      SipRequest request,
      Peer peer,
      Instant now) {
    var previous = location.get(account, wish.id());
    boolean isBound = previous != null && previous.isCurrent(now);
    if (wish.expires().isZero()) {
      if (previous != null && isBound) {
        unbind(previous, request, now);
      }
      return;
    }
    if (previous != null && isBound && isRepeated(previous, request)) {
      return;
    }
    var granted =
        wish.expires().compareTo(limits.maxExpires()) > 0 ? limits.maxExpires() : wish.expires();
    bind(account, wish, previous, granted, route, request, peer, now);
  }

  private void bind(
      String account,
      ContactChange.Wish wish,
      @Nullable Binding previous,
      Duration granted,
      ReturnRoute route,
      SipRequest request,
      Peer peer,
      Instant now) {
    var binding =
        new Binding(
            account,
            wish.contact(),
            wish.flow(),
            wish.q(),
            route.path(),
            peer,
            request.userAgent(),
            request.callId(),
            request.cseq().number(),
            now,
            now.plus(granted),
            now,
            edge,
            null);
    if (previous != null && binding.merelyRefreshes(previous)) {
      location.refresh(binding.sharedAt(previous.sharedAt()));
    } else {
      location.set(binding);
    }
  }

  private void unbind(Binding binding, SipRequest request, Instant now) {
    location.set(binding.unbound(request.callId(), request.cseq().number(), now, edge));
  }

  /// Whether this edge has set a binding, and so the way to its phone.
  public boolean isOwn(Binding binding) {
    return binding.edge().equals(edge);
  }

  /// The bindings of an account that have not expired, whatever edge they belong to.
  public List<Binding> bindings(String account, Instant now) {
    return location.current(account, now);
  }

  /// The current bindings of the phone that has this contact. A contact that does not name its
  /// account, and that several accounts say they have, is nobody's.
  public List<Binding> bindingsAt(SipUri contact, Instant now) {
    return location.at(contact, now);
  }

  /// Whether the account has a binding that was set from this address.
  public boolean isReachedFrom(String account, IpAddress source, Instant now) {
    for (Binding binding : location.of(account)) {
      if (binding.isCurrent(now) && binding.peer().address().equals(source)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a login of the account from this address is nothing new: it is bound from there, and
  /// has been since today. Days begin at another time for each account, so that those who must be
  /// told anew each day are not told at once.
  public boolean isUsualFrom(String account, IpAddress source, Instant now) {
    long shift = account.hashCode();
    long today = Math.floorDiv(now.toEpochMilli() + shift, DAY_MILLIS);
    for (Binding binding : location.of(account)) {
      if (binding.isCurrent(now)
          && binding.peer().address().equals(source)
          && Math.floorDiv(binding.registeredAt().toEpochMilli() + shift, DAY_MILLIS) == today) {
        return true;
      }
    }
    return false;
  }

  /// Drops an account's bindings that were set before this time.
  public synchronized void dropBefore(String account, Instant validSince) {
    location.removeWhere(account, binding -> binding.registeredAt().isBefore(validSince));
  }

  /// Drops every binding of an account.
  public synchronized void dropAll(String account) {
    location.removeWhere(account, any -> true);
  }

  /// Takes over what another edge, or this one before its restart, has told of a binding.
  public synchronized void follow(Binding told, Instant now) {
    location.follow(told, now);
  }

  /// Takes over that a binding is over, unless there is a later one.
  ///
  /// @param registeredAt of the binding that is over
  public synchronized void followRemoval(
      String account, String id, Instant registeredAt, Instant now) {
    location.followRemoval(account, id, registeredAt, now);
  }

  /// Removes what is over, tells again what was lost. To be called every half minute or so. Most
  /// accounts need nothing; the lock is taken for each of the others, so nobody waits for all.
  public void sweep(Instant now) {
    for (String account : location.accounts()) {
      if (location.isToBeSwept(account, now)) {
        synchronized (this) {
          location.sweep(account, now);
        }
      }
    }
  }

  /// How many bindings are held, of all edges.
  public int size() {
    return location.size();
  }

  /// How many bindings of other edges found no room.
  public long passedOver() {
    return location.passedOver();
  }

  public List<String> accounts() {
    return List.copyOf(location.accounts());
  }
}
