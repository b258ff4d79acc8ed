package io.ringfence.edge.proxy;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a PBX is told the way back to a phone.
public enum ReturnRoute {
  /// By both: whoever knows Path takes it, others find their way by the contact.
  PATH_AND_CONTACT,
  /// A Path header field (RFC 3327); the contact stays the phone's own.
  PATH,
  /// A contact that leads here.
  CONTACT;

  boolean hasPath() {
    return this != CONTACT;
  }

  boolean hasContact() {
    return this != PATH;
  }

  /// @throws IllegalArgumentException with a message fit for the operator
  public static ReturnRoute parse(String text) {
    for (ReturnRoute route : values()) {
      if (route.label().equals(text)) {
        return route;
      }
    }
    throw new IllegalArgumentException(
        "expected one of "
            + Arrays.stream(values()).map(ReturnRoute::label).collect(Collectors.joining(", ")));
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
