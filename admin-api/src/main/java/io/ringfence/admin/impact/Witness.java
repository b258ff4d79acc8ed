package io.ringfence.admin.impact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who gets in, or did lately.
///
/// @param account by whose name, where that is known
public record Witness(
    Kind kind, IpAddress source, Way way, @Nullable String account, @Nullable Instant seen) {

  /// What is known of it; those whom it hurts most come first.
  public enum Kind {
    /// Who asks for the change.
    @JsonProperty("caller")
    CALLER,
    /// The server of an incoming call of the last day.
    @JsonProperty("trunk")
    TRUNK,
    /// A phone that is registered now.
    @JsonProperty("registration")
    REGISTRATION,
    /// A login or a change of configuration of the last day.
    @JsonProperty("login")
    LOGIN,
    /// A member of the trusted group, whether or not it was ever seen.
    @JsonProperty("trusted")
    TRUSTED
  }
}
