package io.ringfence.edge.netty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.DecoderException;
import io.ringfence.contracts.event.Transport;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/// Errors of sockets: expected ones are counted, others are bugs and logged.
@Singleton
class SocketErrors {

  private static final Logger LOG = Logger.getLogger(SocketErrors.class);

  private final Map<Transport, Counter> errors = new EnumMap<>(Transport.class);
  private final Map<Transport, Counter> handshakes = new EnumMap<>(Transport.class);

  SocketErrors(MeterRegistry registry) {
    for (Transport transport : Listeners.TRANSPORTS) {
      String name = transport.wireName();
      errors.put(
          transport, registry.counter("ringfence_sip_socket_errors_total", "transport", name));
      handshakes.put(
          transport, registry.counter("ringfence_sip_handshakes_failed_total", "transport", name));
    }
  }

  void on(Transport transport, Throwable cause) {
    Objects.requireNonNull(errors.get(transport)).increment();
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      LOG.error("a message could not be handled", cause);
    }
  }

  /// A TLS handshake or WebSocket upgrade that came to nothing.
  void onHandshake(Transport transport) {
    Objects.requireNonNull(handshakes.get(transport)).increment();
  }
}
