package io.ringfence.edge.registrar;

/// Where changes of bindings go, to be shared and to survive a restart.
public interface Bindings {

  void set(Binding binding);

  void removed(Binding binding);
}
