package io.ringfence.edge.registrar;

/// Names one of a device's flows (RFC 5626 §4.2): a registration by it replaces the one before,
/// whatever the contact is.
///
/// @param instance the device, `+sip.instance` without quotes and angle brackets
/// @param regId which of its flows
public record Flow(String instance, int regId) {

  String id() {
    return instance + ";reg-id=" + regId;
  }

  /// Makes no text of another device's.
  boolean hasId(String id) {
    return id.startsWith(instance) && id.equals(id());
  }
}
