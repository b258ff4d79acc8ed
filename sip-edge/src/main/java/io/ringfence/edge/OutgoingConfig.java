package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The connections that the edge opens itself, to upstreams and to the PBX.
public interface OutgoingConfig {

  /// How many at a time.
  @WithDefault("200")
  int max();

  /// How long opening one may take, before the next server is tried.
  @WithDefault("PT2S")
  Duration connectTimeout();

  /// PEM file with the certificates that sign those of servers; without it those that the Java
  /// runtime trusts.
  Optional<Path> trust();

  /// PEM file with the certificate that is shown to servers that ask for one, and those that it
  /// leads to others by; without it none is. Read at the start.
  Optional<Path> certificate();

  /// PEM file with its key.
  Optional<Path> key();
}
