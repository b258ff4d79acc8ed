package io.ringfence.edge.registrar;

/// Where changes of bindings go, to be shared and to survive a restart.
public interface Bindings {

  /// A binding was made, changed or unbound.
  void set(Binding binding);

  /// A binding is over, and nothing needs to be remembered of it.
  void removed(Binding binding);
}
