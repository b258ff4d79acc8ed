package io.ringfence.edge.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.SipConfig;
import io.ringfence.edge.TlsSettings;
import io.ringfence.edge.TlsSettings.ClientCertificates;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The certificate in use. Changed files are taken over while the service runs: open connections
/// live on, new ones get the new certificate. Files that cannot be used change nothing.
///
/// The costly part of a handshake, a signature, is made on a thread of its own, so that handshakes
/// do not hold up the SIP loop, however many there are.
@Singleton
public class Tls {

  private static final Logger LOG = Logger.getLogger(Tls.class);
  private static final Duration WARN_BEFORE = Duration.ofDays(14);
  private static final int MAX_TASKS = 10_000;

  private final TlsSettings settings;
  private final Counter reloads;
  private final Counter failures;
  private final ExecutorService handshakes;
  private volatile TlsFiles.@Nullable Loaded loaded;
  private @Nullable TlsFiles seen;
  private @Nullable String problem;
  private @Nullable Thread watch;

  @Inject
  Tls(SipConfig config, MeterRegistry registry) {
    this(config.tls(), registry);
  }

  /// @throws ConfigurationException when the settings or the files cannot be used
  Tls(TlsSettings settings, MeterRegistry registry) {
    this.settings = settings;
    this.reloads = registry.counter("ringfence_sip_tls_reloads_total", "result", "ok");
    this.failures = registry.counter("ringfence_sip_tls_reloads_total", "result", "failed");
    this.handshakes =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_TASKS),
            Thread.ofPlatform().daemon().name("sip-tls").factory());
    if (isConfigured()) {
      loadFirst();
      Gauge.builder("ringfence_sip_tls_certificate_expires_seconds", this, Tls::validUntil)
          .register(registry);
      watch = Thread.ofPlatform().daemon().name("sip-tls-files").start(this::watch);
    }
  }

  /// Whether there is a certificate, so that TLS can be offered.
  public boolean isConfigured() {
    if (settings.certificate().isPresent() != settings.key().isPresent()) {
      throw new ConfigurationException(
          "ringfence.sip.tls.certificate and .key are set together, or none of them");
    }
    return settings.certificate().isPresent();
  }

  /// A handler for a new connection. It has no time limit of its own.
  public SslHandler newHandler(ByteBufAllocator allocator) {
    var context = Objects.requireNonNull(loaded).context();
    var handler = context.newHandler(allocator, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /// Where the costly part of handshakes is done.
  ExecutorService handshakes() {
    return handshakes;
  }

  private double validUntil() {
    return Objects.requireNonNull(loaded).validUntil().getEpochSecond();
  }

  private void loadFirst() {
    if (settings.clientCertificates() != ClientCertificates.NONE && settings.clientCa().isEmpty()) {
      throw new ConfigurationException(
          "ringfence.sip.tls.client-certificates needs ringfence.sip.tls.client-ca");
    }
    try {
      var files = read();
      seen = files;
      use(files.load(settings.clientCertificates()));
    } catch (IOException | TlsException e) {
      throw new ConfigurationException(
          "ringfence.sip.tls: cannot use %s and %s: %s"
              .formatted(settings.certificate().get(), settings.key().orElseThrow(), reason(e)));
    }
  }

  private TlsFiles read() throws IOException {
    Path ca =
        settings.clientCertificates() == ClientCertificates.NONE
            ? null
            : settings.clientCa().orElseThrow();
    return TlsFiles.read(settings.certificate().orElseThrow(), settings.key().orElseThrow(), ca);
  }

  private static String reason(Exception e) {
    return e instanceof TlsException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private void use(TlsFiles.Loaded next) {
    loaded = next;
    if (next.validUntil().isBefore(Instant.now().plus(WARN_BEFORE))) {
      LOG.warnf("the certificate for SIP ends at %s", next.validUntil());
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(settings.reloadEvery());
        reload();
      }
    } catch (InterruptedException e) {
      LOG.debug("the files are watched no longer");
    }
  }

  /// Takes over what has changed since it was last looked at. What cannot be used is told once.
  private void reload() {
    try {
      var files = read();
      if (!files.equals(seen)) {
        seen = files;
        use(files.load(settings.clientCertificates()));
        reloads.increment();
        LOG.info("the certificate for SIP has changed and is in use");
      }
      problem = null;
    } catch (IOException | TlsException | RuntimeException e) {
      failed(reason(e));
    }
  }

  private void failed(String reason) {
    if (!reason.equals(problem)) {
      problem = reason;
      failures.increment();
      LOG.errorf("the certificate for SIP stays as it is: %s", reason);
    }
  }

  @PreDestroy
  void close() {
    var current = watch;
    if (current != null) {
      current.interrupt();
    }
    handshakes.shutdownNow();
  }
}
