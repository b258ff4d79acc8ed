package io.ringfence.admin.accounts;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.SipAccount;
import org.jspecify.annotations.Nullable;

/// What an account may be.
final class AccountRules {
  private static final int MAX_NAME = 128;
  private static final int MIN_PASSWORD = 8;
  private static final int MAX_PASSWORD = 128;

  private AccountRules() {}

  /// @throws ProblemException 400 naming every field that is not valid
  static void validate(AccountView asked, @Nullable String password) {
    var validation = new Validation();
    String number = asked.number();
    validation
        .check(
            number != null && number.matches(SipAccount.NUMBER_PATTERN),
            "number",
            "must be 1 to 64 of letters, digits and . _ - +")
        .text("displayName", asked.displayName(), MAX_NAME)
        .check(asked.enabled() != null, "enabled", "must be true or false")
        .check(asked.locked() != null, "locked", "must be true or false");
    if (asked.email() != null) {
      validation.email("email", asked.email());
    }
    if (password != null) {
      password(validation, number, password);
    }
    validation.orRefuse();
  }

  /// @throws ProblemException 400 when it is too short, too long or not typeable
  static void validatePassword(String number, @Nullable String password) {
    var validation = new Validation();
    if (password != null) {
      password(validation, number, password);
    }
    validation.orRefuse();
  }

  private static void password(Validation validation, @Nullable String number, String password) {
    validation
        .check(
            password.length() >= MIN_PASSWORD && password.length() <= MAX_PASSWORD,
            "password",
            "must have " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters")
        .check(Validation.isPlain(password), "password", "must not have control characters")
        .check(!password.equals(number), "password", "must not be the number");
  }
}
