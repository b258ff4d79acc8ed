package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/// SIP over WebSocket (RFC 7118).
public interface WebSocketSettings {

  /// Whether WebSocket without TLS is listened for.
  @WithDefault("true")
  boolean enabled();

  /// TCP port of WebSocket; 0 picks a free one.
  @WithDefault("5066")
  int port();

  /// TCP port of secure WebSocket; 0 picks a free one. Listened on when TLS has a certificate.
  @WithDefault("5067")
  int securePort();

  /// The origins of web pages that may connect, such as `https://phone.example.org`; `*` for every
  /// one. Clients that are no browser send none and need not be listed.
  Optional<List<String>> origins();
}
