package io.ringfence.admin.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem document (RFC 9457 §3).
///
/// @param type `about:blank` when the status says what kind of problem it is
/// @param errors what is wrong with which field, for bad input
/// @param impact who would be cut off, for a change of the firewall that was not carried out
/// @param pending the change that waits to be confirmed, where another one stands in the way
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable List<FieldError> errors,
    @Nullable Object impact,
    @Nullable Object pending) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /// @param field the field's path in the request, such as `members[2].value`
  public record FieldError(String field, String message) {}

  /// The problem of this status, titled with its reason phrase.
  public static Problem of(int status, @Nullable String detail) {
    return of(status, detail, null);
  }

  static Problem of(int status, @Nullable String detail, @Nullable List<FieldError> errors) {
    return new Problem("about:blank", ReasonPhrase.of(status), status, detail, errors, null, null);
  }
}
