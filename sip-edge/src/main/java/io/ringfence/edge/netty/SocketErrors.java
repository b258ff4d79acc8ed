package io.ringfence.edge.netty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jboss.logging.Logger;

/// Errors of sockets: expected ones are counted, others are bugs and logged.
@Singleton
class SocketErrors {

  private static final Logger LOG = Logger.getLogger(SocketErrors.class);

  private final Counter udp;
  private final Counter tcp;

  SocketErrors(MeterRegistry registry) {
    this.udp = registry.counter("ringfence_sip_socket_errors_total", "transport", "udp");
    this.tcp = registry.counter("ringfence_sip_socket_errors_total", "transport", "tcp");
  }

  void onUdp(Throwable cause) {
    count(udp, cause);
  }

  void onTcp(Throwable cause) {
    count(tcp, cause);
  }

  private static void count(Counter counter, Throwable cause) {
    counter.increment();
    if (!(cause instanceof IOException)) {
      LOG.error("a message could not be handled", cause);
    }
  }
}
