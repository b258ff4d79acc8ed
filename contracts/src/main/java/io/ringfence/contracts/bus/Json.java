package io.ringfence.contracts.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.DateTimeException;

/// JSON as it is on the bus: times in epoch milliseconds, durations in ISO-8601; unknown fields are
/// ignored, unknown enum values become `UNKNOWN`.
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot be written as JSON: " + value.getClass().getName(), e);
    }
  }

  /// The same as a tree, to be part of another document. It is equal to the one that is read.
  public static JsonNode tree(Object value) {
    return read(write(value), JsonNode.class);
  }

  /// @throws IllegalArgumentException when the bytes are not this type, with the reason in one line
  public static <T> T read(byte[] json, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + firstLine(e), e);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": a time out of range", e);
    }
    if (value == null) {
      throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
    }
    return value;
  }

  private static String firstLine(IOException e) {
    String message =
        e instanceof JsonProcessingException parse ? parse.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
