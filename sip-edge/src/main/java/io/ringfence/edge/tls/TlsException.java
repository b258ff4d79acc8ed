package io.ringfence.edge.tls;

import org.jspecify.annotations.Nullable;

/// Why certificates or a key cannot be used.
public final class TlsException extends Exception {

  private static final long serialVersionUID = 1;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  TlsException(String message) {
    this(message, null);
  }
}
