package io.ringfence.edge.registrar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bindings of all accounts (the location service of RFC 3261 §10.1). Not for several threads.
final class Location {

  private final Map<String, Map<String, Binding>> accounts = new HashMap<>();
  private int size;

  @Nullable Binding get(String account, String id) {
    var bindings = accounts.get(account);
    return bindings == null ? null : bindings.get(id);
  }

  /// All of an account, also those that are over.
  Collection<Binding> of(String account) {
    var bindings = accounts.get(account);
    return bindings == null ? List.of() : bindings.values();
  }

  List<Binding> current(String account, Instant now) {
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

  void put(Binding binding) {
    var previous =
        accounts
            .computeIfAbsent(binding.account(), account -> new LinkedHashMap<>(2))
            .put(binding.id(), binding);
    if (previous == null) {
      size++;
    }
  }

  void forget(Binding binding) {
    var bindings = accounts.get(binding.account());
    if (bindings != null && bindings.remove(binding.id()) != null) {
      size--;
      if (bindings.isEmpty()) {
        accounts.remove(binding.account());
      }
    }
  }

  int size() {
    return size;
  }

  List<String> accounts() {
    return List.copyOf(accounts.keySet());
  }
}
