package io.ringfence.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Whose contacts are that do not name their account, as those of browsers: requests within a
/// dialog have nothing but the contact. Safe to read from any thread; one thread at a time may
/// change it.
final class Strays {

  /// An account once for each binding.
  private final ConcurrentMap<String, List<String>> accounts = new ConcurrentHashMap<>();

  void added(Binding binding) {
    if (!namesItsAccount(binding)) {
      var next = new ArrayList<>(of(binding.device()));
      next.add(binding.account());
      accounts.put(binding.device(), List.copyOf(next));
    }
  }

  void removed(Binding binding) {
    if (!namesItsAccount(binding)) {
      var next = new ArrayList<>(of(binding.device()));
      next.remove(binding.account());
      if (next.isEmpty()) {
        accounts.remove(binding.device());
      } else {
        accounts.put(binding.device(), List.copyOf(next));
      }
    }
  }

  private static boolean namesItsAccount(Binding binding) {
    String contact = binding.contact();
    int user = contact.indexOf(':') + 1;
    int end = user + binding.account().length();
    return contact.startsWith(binding.account(), user)
        && end < contact.length()
        && contact.charAt(end) == '@';
  }

  /// @param device see [Binding#device]
  List<String> of(String device) {
    return accounts.getOrDefault(device, List.of());
  }
}
