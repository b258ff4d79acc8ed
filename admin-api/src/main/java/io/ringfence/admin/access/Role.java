package io.ringfence.admin.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a caller may do; each role may do what those before it may, but for [#BOUNCER].
public enum Role {
  /// Reads.
  @JsonProperty("viewer")
  VIEWER,
  /// Also blocks and releases.
  @JsonProperty("operator")
  OPERATOR,
  /// Also configures.
  @JsonProperty("admin")
  ADMIN,
  /// Pulls decisions as CrowdSec's bouncers do, and nothing else; nobody else does.
  @JsonProperty("bouncer")
  BOUNCER;

  public static final String VIEW = "viewer";
  public static final String OPERATE = "operator";
  public static final String ADMINISTER = "admin";
  public static final String BOUNCE = "bouncer";

  /// The name in tables and on the wire.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String wireName) {
    return Role.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  /// This role and those it includes.
  Set<String> implied() {
    if (this == BOUNCER) {
      return Set.of(BOUNCE);
    }
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::wireName)
        .collect(Collectors.toUnmodifiableSet());
  }
}
