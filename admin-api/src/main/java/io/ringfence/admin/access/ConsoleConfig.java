package io.ringfence.admin.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Sessions of the web console.
@ConfigMapping(prefix = "ringfence.console")
interface ConsoleConfig {

  /// Ends a session that nobody uses for so long. What a page asks for by itself is no use.
  @WithDefault("PT30M")
  Duration idle();

  /// Ends a session so long after the sign-in, used or not.
  @WithDefault("PT12H")
  Duration longest();

  /// Whether the cookie is sent over TLS alone also where this service does not speak it itself but
  /// something in front of it does.
  @WithDefault("false")
  boolean secureCookie();
}
