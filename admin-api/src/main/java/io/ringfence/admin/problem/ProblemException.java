package io.ringfence.admin.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ringfence.admin.problem.Problem.FieldError;
import java.util.List;
import java.util.Objects;

/// A request that is answered with a problem document. Its texts go to the client.
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  private ProblemException(Problem problem) {
    super(Objects.requireNonNullElse(problem.detail(), problem.title()), null, false, false);
    this.problem = problem;
  }

  public static ProblemException of(int status, String detail) {
    return new ProblemException(Problem.of(status, detail));
  }

  /// 400 with what is wrong with each field.
  public static ProblemException invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().field() + ": " + errors.getFirst().message()
            : errors.size() + " fields are not valid";
    return new ProblemException(Problem.of(400, detail, List.copyOf(errors)));
  }

  public static ProblemException invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /// The same about a part of the request, with its fields under this one.
  public ProblemException within(String field) {
    var errors = problem.errors();
    return errors == null
        ? this
        : invalid(
            errors.stream()
                .map(error -> new FieldError(field + "." + error.field(), error.message()))
                .toList());
  }

  /// 400 for a body that is not the JSON asked for.
  public static ProblemException malformed(JsonProcessingException e) {
    return new ProblemException(Malformed.problem(e));
  }

  public static ProblemException notFound(String what) {
    return of(404, what);
  }

  public static ProblemException conflict(String why) {
    return of(409, why);
  }

  /// 409 because somebody would be cut off.
  ///
  /// @param type an URI that tells it from others
  /// @param impact who
  public static ProblemException cutOff(String type, String title, String why, Object impact) {
    return new ProblemException(new Problem(type, title, 409, why, null, impact, null));
  }

  /// 409 because another change waits to be confirmed.
  ///
  /// @param type an URI that tells it from others
  /// @param pending which
  public static ProblemException pending(String type, String title, String why, Object pending) {
    return new ProblemException(new Problem(type, title, 409, why, null, null, pending));
  }

  public Problem problem() {
    return problem;
  }
}
