package io.ringfence.admin.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.ringfence.admin.problem.Problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a body that is not the JSON asked for, in the client's words.
final class Malformed {
  private static final int MAX_MESSAGE = 300;

  private Malformed() {}

  static Problem problem(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return Problem.of(400, "the body is not valid JSON" + at(e));
    }
    var error = new FieldError(path(mapping), message(mapping));
    return Problem.of(400, error.field() + ": " + error.message(), List.of(error));
  }

  private static String message(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException _ -> "unknown field";
      case InvalidFormatException format -> expected(format.getTargetType());
      case ValueInstantiationException refused when refused.getCause() != null ->
          bounded(refused.getCause().getMessage());
      case MismatchedInputException mismatch -> expected(mismatch.getTargetType());
      default -> "not valid";
    };
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "not valid";
    }
    if (type == Duration.class) {
      return "must be an ISO-8601 duration such as PT10M";
    }
    if (type == Instant.class) {
      return "must be an ISO-8601 time such as 2026-01-31T12:00:00Z";
    }
    if (type.isEnum()) {
      return "must be one of "
          + Arrays.stream(type.getEnumConstants())
              .map(value -> ((Enum<?>) value).name())
              .filter(name -> !name.equals("UNKNOWN"))
              .map(name -> name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
              .collect(Collectors.joining(", "));
    }
    if (type == Boolean.class || type == boolean.class) {
      return "must be true or false";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "must be a whole number";
    }
    if (type == String.class) {
      return "must be a text";
    }
    return List.class.isAssignableFrom(type) ? "must be a list" : "must be an object";
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return bounded(path.toString());
  }

  private static String at(JsonProcessingException e) {
    var location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static String bounded(@Nullable String text) {
    if (text == null) {
      return "not valid";
    }
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE);
  }
}
