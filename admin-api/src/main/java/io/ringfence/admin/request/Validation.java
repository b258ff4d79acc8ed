package io.ringfence.admin.request;

import io.ringfence.admin.problem.Problem.FieldError;
import io.ringfence.admin.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with a request, so that the client hears of everything at once.
public final class Validation {
  private static final int MAX_ERRORS = 100;
  private static final int MAX_EMAIL = 254;
  private static final Pattern EMAIL =
      Pattern.compile(
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
              + "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private final List<FieldError> errors = new ArrayList<>();

  public Validation check(boolean valid, String field, String message) {
    if (!valid && errors.size() < MAX_ERRORS) {
      errors.add(new FieldError(field, message));
    }
    return this;
  }

  /// Runs a parser whose [IllegalArgumentException] has a message for the client.
  public Validation parses(String field, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      check(false, field, message == null ? "not valid" : message);
    }
    return this;
  }

  /// A text for people: bounded, without control characters.
  public Validation text(String field, @Nullable String value, int maxLength) {
    if (value != null) {
      check(value.length() <= maxLength, field, "must have at most " + maxLength + " characters");
      check(isPlain(value), field, "must not have control characters");
    }
    return this;
  }

  /// A time in a query, `null` when it is not given or malformed.
  public @Nullable Instant time(String field, @Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      check(false, field, "must be an ISO-8601 time such as 2026-01-31T12:00:00Z");
      return null;
    }
  }

  /// An address as the e-mail form of HTML takes it: no display name, no comment, no quoting.
  public Validation email(String field, @Nullable String value) {
    boolean valid =
        value != null
            && value.length() <= MAX_EMAIL
            && EMAIL.matcher(value).matches()
            && !value.startsWith(".")
            && !value.contains("..")
            && !value.contains(".@");
    return check(valid, field, "is not an e-mail address");
  }

  public static boolean isPlain(String value) {
    return value
        .codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || switch (Character.getType(c)) {
                      case Character.FORMAT,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR,
                          Character.SURROGATE ->
                          true;
                      default -> false;
                    });
  }

  /// @throws ProblemException 400 when anything was wrong
  public void orRefuse() {
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }
}
