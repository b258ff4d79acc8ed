package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Bounds of connections: TCP, TLS, WebSocket and secure WebSocket together.
public interface ConnectionLimits {

  /// Connections in all.
  @WithDefault("10000")
  int max();

  /// Connections of one source: an IPv4 address or an IPv6 /64.
  @WithDefault("100")
  int maxPerSource();

  /// Connections in all whose TLS handshake or WebSocket upgrade is not finished.
  @WithDefault("500")
  int maxHandshakes();

  /// The same of one source.
  @WithDefault("10")
  int maxHandshakesPerSource();

  /// TLS handshake and WebSocket upgrade together take no longer.
  @WithDefault("PT5S")
  Duration handshakeTimeout();

  /// A message is whole no later than this after its first octet.
  @WithDefault("PT10S")
  Duration messageTimeout();

  /// A connection that sends nothing, not even a keep-alive, is closed.
  @WithDefault("PT5M")
  Duration idleTimeout();

  /// A peer that does not read what it is sent is given up.
  @WithDefault("PT30S")
  Duration writeTimeout();

  /// What may wait to be sent on one connection, in bytes, before nothing more is read from it.
  @WithDefault("32768")
  int writeBufferBytes();

  /// The same of all connections together; beyond it those that do not read are closed, the one
  /// that waits longest first.
  @WithDefault("67108864")
  long maxWaitingBytes();
}
