package io.ringfence.admin.accounts;

import org.jspecify.annotations.Nullable;

/// A request for a new SIP password.
///
/// @param password 8 to 128 characters; generated when left out
/// @param keepRegistrations whether devices stay registered; by default they are dropped
public record PasswordChange(@Nullable String password, @Nullable Boolean keepRegistrations) {
  static final PasswordChange GENERATE = new PasswordChange(null, null);

  @Override
  public String toString() {
    return "PasswordChange[redacted]";
  }

  /// The new password: it is shown here and nowhere again.
  public record Done(String number, String password) {
    @Override
    public String toString() {
      return "Done[" + number + "]";
    }
  }
}
