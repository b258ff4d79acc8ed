package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Calls: what is remembered of them, and what the numbers mean that are dialled.
public interface CallSettings {

  /// How long a call without a session timer (RFC 4028) may go on before it counts as lost.
  @WithDefault("PT12H")
  Duration maxAge();

  /// How often it is told that a call still goes on.
  @WithDefault("PT1M")
  Duration confirmEvery();

  /// Numbers that may be called whatever is locked, with and without the outside prefix.
  @WithDefault("112,911,999,000,110,113,115,117,118,119,122")
  Optional<List<String>> emergencyNumbers();

  /// Whether accounts still reach each other while the PBX is locked. Any of them may be a gateway
  /// to the outer world, which only the operator knows.
  @WithDefault("false")
  boolean internalWhileLocked();

  /// What is dialled before a number to get a line.
  Optional<String> outsidePrefix();

  /// What is dialled for `+`.
  @WithDefault("00")
  Optional<List<String>> internationalPrefixes();

  /// What is dialled in place of the country's own code.
  @WithDefault("0")
  Optional<String> nationalPrefix();

  /// The country's code, digits only; without it national numbers stay as they are dialled.
  Optional<String> countryCode();
}
