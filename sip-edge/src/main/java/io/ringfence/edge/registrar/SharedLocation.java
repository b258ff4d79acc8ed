package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The bindings of all edges, as far as this one has heard. To be changed by one thread at a time,
/// and looked at by any.
///
/// A binding belongs to the edge that set it last: that edge tells of its end. The edges' records
/// of one contact meet in one log in no particular order, and the log keeps the last. So each edge
/// takes over what is newer than what it knows, and one that sees a binding of its own overwritten
/// by an older record tells of it again.
final class SharedLocation {

  /// How long it is remembered that a binding is over: longer than a record of another edge takes.
  private static final Duration LINGER = Duration.ofSeconds(30);

  /// After this time anybody tells that a binding is over whose edge has not.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final int maxBindings;
  private final Bindings changes;
  private final String edge;
  private final Location bindings = new Location();
  private volatile long passedOver;

  /// @param edge this node's name
  SharedLocation(int maxBindings, Bindings changes, String edge) {
    this.maxBindings = maxBindings;
    this.changes = changes;
    this.edge = edge;
  }

  @Nullable Binding get(String account, String id) {
    return bindings.get(account, id);
  }

  /// All of an account, also those that are over.
  List<Binding> of(String account) {
    return bindings.of(account);
  }

  List<Binding> current(String account, Instant now) {
    return bindings.current(account, now);
  }

  /// See [Location#at].
  List<Binding> at(SipUri contact, Instant now) {
    return bindings.at(contact, now);
  }

  /// Sets a binding and tells of it.
  void set(Binding binding) {
    bindings.put(binding);
    changes.set(binding);
  }

  /// Sets a binding of which nobody needs to be told.
  void refresh(Binding binding) {
    bindings.put(binding);
  }

  /// Takes over what another edge, or this one before its restart, has told of a binding.
  void follow(Binding told, Instant now) {
    var known = bindings.get(told.account(), told.id());
    if (known == null) {
      learn(told, now);
    } else if (told.isNewerThan(known)) {
      bindings.put(told);
    } else if (!told.edge().equals(edge)) {
      assertAgain(known);
    }
  }

  private void learn(Binding told, Instant now) {
    if (told.isCurrent(now)) {
      if (bindings.size() < maxBindings) {
        bindings.put(told);
      } else {
        passOver();
      }
    } else if (told.edge().equals(edge) || told.expiresAt().isBefore(now.minus(ABANDONED))) {
      changes.removed(told);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread changes it at a time
  private void passOver() {
    passedOver++;
  }

  /// Takes over that a binding is over, unless there is a later one.
  ///
  /// @param registeredAt of the binding that is over
  void followRemoval(String account, String id, Instant registeredAt, Instant now) {
    var known = bindings.get(account, id);
    if (known == null) {
      return;
    }
    if (known.isCurrent(now) && known.registeredAt().toEpochMilli() > registeredAt.toEpochMilli()) {
      assertAgain(known);
    } else {
      bindings.forget(known);
    }
  }

  /// The next [#sweep] tells again of a binding that is ours, or of its end, and that the log has
  /// lost.
  private void assertAgain(Binding known) {
    if (known.edge().equals(edge)) {
      bindings.put(known.sharedAt(Instant.EPOCH));
    }
  }

  /// Whether there is something to [#sweep].
  boolean isToBeSwept(String account, Instant now) {
    var over = now.minus(LINGER);
    for (Binding binding : bindings.of(account)) {
      if (!binding.isCurrent(over) || isToBeTold(binding)) {
        return true;
      }
    }
    return false;
  }

  /// Removes what is over of an account, tells again what was lost. To be called every half minute
  /// or so.
  void sweep(String account, Instant now) {
    removeOver(account, now.minus(LINGER));
    for (Binding binding : where(account, SharedLocation::isToBeTold)) {
      bindings.put(binding.sharedAt(now));
      changes.set(binding);
    }
  }

  private static boolean isToBeTold(Binding binding) {
    return binding.sharedAt().equals(Instant.EPOCH);
  }

  void removeOver(String account, Instant time) {
    removeWhere(account, binding -> !binding.isCurrent(time));
  }

  void removeWhere(String account, Predicate<Binding> condition) {
    where(account, condition).forEach(this::remove);
  }

  /// A copy of what there mostly is none of.
  private List<Binding> where(String account, Predicate<Binding> condition) {
    List<Binding> found = List.of();
    for (Binding binding : bindings.of(account)) {
      if (condition.test(binding)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(binding);
      }
    }
    return found;
  }

  private void remove(Binding binding) {
    bindings.forget(binding);
    if (binding.edge().equals(edge)) {
      changes.removed(binding);
    }
  }

  int size() {
    return bindings.size();
  }

  /// How many bindings of other edges found no room.
  long passedOver() {
    return passedOver;
  }

  Set<String> accounts() {
    return bindings.accounts();
  }
}
