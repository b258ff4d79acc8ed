package io.ringfence.local.suite;

/// Something the user has to know and can act on; its message is the one line that is printed.
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Failure(String message) {
    super(message);
  }

  public Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
