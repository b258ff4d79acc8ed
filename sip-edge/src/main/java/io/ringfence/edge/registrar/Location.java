package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The bindings of all accounts (the location service of RFC 3261 §10.1). To be changed by one
/// thread at a time, and looked at by any without a lock: an account's bindings are a list that is
/// never changed but replaced.
final class Location {

  private final ConcurrentMap<String, List<Binding>> accounts = new ConcurrentHashMap<>();
  private final Strays strays = new Strays();
  private volatile int size;

  @Nullable Binding get(String account, String id) {
    var bindings = of(account);
    int index = index(bindings, id);
    return index < 0 ? null : bindings.get(index);
  }

  private static int index(List<Binding> bindings, String id) {
    for (int i = 0; i < bindings.size(); i++) {
      if (bindings.get(i).hasId(id)) {
        return i;
      }
    }
    return -1;
  }

  /// All of an account, also those that are over.
  List<Binding> of(String account) {
    return accounts.getOrDefault(account, List.of());
  }

  List<Binding> current(String account, Instant now) {
    var bindings = of(account);
    for (Binding binding : bindings) {
      if (!binding.isCurrent(now)) {
        return bindings.stream().filter(one -> one.isCurrent(now)).toList();
      }
    }
    return bindings;
  }

  /// Those that are current and have this contact. A contact that does not name its account, and
  /// that several accounts say they have, is nobody's.
  List<Binding> at(SipUri contact, Instant now) {
    String device = contact.device();
    var named = contact.user() == null ? List.<Binding>of() : at(contact.user(), device, now);
    if (!named.isEmpty()) {
      return named;
    }
    var found =
        strays.of(device).stream()
            .distinct()
            .map(account -> at(account, device, now))
            .filter(bindings -> !bindings.isEmpty())
            .toList();
    return found.size() == 1 ? found.getFirst() : List.of();
  }

  private List<Binding> at(String account, String device, Instant now) {
    return current(account, now).stream()
        .filter(binding -> binding.device().equals(device))
        .toList();
  }

  void put(Binding binding) {
    var bindings = of(binding.account());
    int index = index(bindings, binding.id());
    accounts.put(binding.account(), with(binding, bindings, index));
    if (index < 0) {
      strays.added(binding);
      resize(1);
    } else if (!binding.contact().equals(bindings.get(index).contact())) {
      strays.removed(bindings.get(index));
      strays.added(binding);
    }
  }

  private static List<Binding> with(Binding binding, List<Binding> bindings, int index) {
    if (bindings.isEmpty() || (bindings.size() == 1 && index == 0)) {
      return List.of(binding);
    }
    var next = new ArrayList<>(bindings);
    if (index < 0) {
      next.add(binding);
    } else {
      next.set(index, binding);
    }
    return List.copyOf(next);
  }

  void forget(Binding binding) {
    var bindings = of(binding.account());
    int index = index(bindings, binding.id());
    if (index < 0) {
      return;
    }
    if (bindings.size() == 1) {
      accounts.remove(binding.account());
    } else {
      var next = new ArrayList<>(bindings);
      next.remove(index);
      accounts.put(binding.account(), List.copyOf(next));
    }
    strays.removed(bindings.get(index));
    resize(-1);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread changes it at a time
  private void resize(int by) {
    size += by;
  }

  int size() {
    return size;
  }

  /// Those that there are, while others may be coming and going.
  Set<String> accounts() {
    return accounts.keySet();
  }
}
