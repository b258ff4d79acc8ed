package io.ringfence.admin.console;

import io.ringfence.admin.impact.Impact;
import io.ringfence.admin.impact.Witness;
import io.ringfence.admin.problem.Problem;
import io.ringfence.admin.problem.Problem.FieldError;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why a form was not carried out, for the form.
///
/// @param message for the whole of it; empty when the fields say it
/// @param stale whether somebody else was faster
/// @param complete whether all were looked at who may be cut off
record Refusal(
    int status,
    String message,
    List<FieldError> errors,
    boolean stale,
    boolean cutsOff,
    int total,
    boolean complete,
    List<CutOff> sources) {
  static final Refusal NONE = new Refusal(200, "", List.of(), false, false, 0, true, List.of());

  /// A source that would be cut off, in words.
  record CutOff(String source, String kinds, String services, String accounts, String lastSeen) {
    static CutOff of(Impact.CutOff source) {
      return new CutOff(
          source.source(),
          source.kinds().stream().map(CutOff::word).collect(Collectors.joining(", ")),
          String.join(", ", source.services()),
          String.join(", ", source.accounts()),
          Words.time(source.lastSeen()));
    }

    private static String word(Witness.Kind kind) {
      return switch (kind) {
        case CALLER -> "you";
        case TRUNK -> "trunk";
        case REGISTRATION -> "registered phone";
        case LOGIN -> "logged in";
        case TRUSTED -> "trusted";
      };
    }
  }

  static Refusal of(Problem problem) {
    var errors = Objects.requireNonNullElse(problem.errors(), List.<FieldError>of());
    String detail = Objects.requireNonNullElse(problem.detail(), problem.title());
    String message = errors.isEmpty() ? detail : "";
    boolean stale = problem.status() == 412;
    return problem.impact() instanceof Impact impact
        ? new Refusal(
            problem.status(),
            "",
            errors,
            stale,
            true,
            impact.total(),
            impact.complete(),
            impact.sources().stream().map(CutOff::of).toList())
        : new Refusal(problem.status(), message, errors, stale, false, 0, true, List.of());
  }

  /// What is wrong with a field or a part of it, `null` for nothing.
  public @Nullable String error(String field) {
    String found =
        errors.stream()
            .filter(error -> isWithin(error.field(), field))
            .map(FieldError::message)
            .distinct()
            .collect(Collectors.joining("; "));
    return found.isEmpty() ? null : found;
  }

  /// What is wrong with none of these fields.
  String others(List<String> fields) {
    return errors.stream()
        .filter(error -> fields.stream().noneMatch(field -> isWithin(error.field(), field)))
        .map(error -> error.field() + ": " + error.message())
        .collect(Collectors.joining("; "));
  }

  private static boolean isWithin(String field, String whole) {
    return field.equals(whole) || field.startsWith(whole + "[") || field.startsWith(whole + ".");
  }
}
