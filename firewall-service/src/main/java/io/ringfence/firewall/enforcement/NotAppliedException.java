package io.ringfence.firewall.enforcement;

/// A change could not be brought in force, or what is in force could not be read. The message is
/// fit for the operator.
public final class NotAppliedException extends Exception {

  public NotAppliedException(String message) {
    super(message);
  }

  public NotAppliedException(String message, Throwable cause) {
    super(message, cause);
  }
}
