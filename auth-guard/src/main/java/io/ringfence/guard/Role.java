package io.ringfence.guard;

/// What this process is for: `ringfence.auth-guard.role`.
public enum Role {
  /// It decides and keeps history, and listens to its sensors if it has any.
  DECIDE,
  /// It listens to its sensors and nothing else, on the host of a phone system: it takes no part in
  /// deciding and needs no database.
  SENSE;

  /// The setting's name.
  public static final String SETTING = "ringfence.auth-guard.role";
}
