package io.ringfence.firewall.enforcement;

/// Somebody else enforces here already. That may end.
public final class NamespaceTakenException extends Exception {

  public NamespaceTakenException(String message) {
    super(message);
  }
}
