package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Export to Homer by HEP3, over UDP.
public interface HepSettings {

  /// `host:port` of the collector; without it nothing is exported.
  Optional<String> target();

  /// The number this edge is known by at the collector.
  @WithDefault("2001")
  int captureId();

  /// What the collector asks for.
  Optional<String> password();

  /// Whether SIP messages are sent.
  @WithDefault("true")
  boolean messages();

  /// Whether this edge's own decisions are sent, as log packets of the call they belong to.
  @WithDefault("true")
  boolean verdicts();

  /// Whether digest responses and media keys are sent as they are. Passwords can be guessed from
  /// the former by whoever reads Homer's database.
  @WithDefault("false")
  boolean secrets();
}
