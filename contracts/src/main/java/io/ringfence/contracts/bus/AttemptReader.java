package io.ringfence.contracts.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads attempts token by token: of nothing else are there so many, and it takes a third of the
/// time that [Json] needs. What is written in any other way than Ringfence writes it, [Json] reads,
/// or refuses with the reason; so both always agree.
public final class AttemptReader {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Map<String, Service> SERVICES = byName(Service.values(), Service::wireName);
  private static final Map<String, Outcome> OUTCOMES = byName(Outcome.values(), Outcome::wireName);
  private static final Map<String, Reason> REASONS = byName(Reason.values(), Reason::wireName);
  private static final Map<String, Transport> TRANSPORTS =
      byName(Transport.values(), Transport::wireName);

  /// Of the fields that must be there, whether they were.
  private static final int ALL = (1 << 12) - 1;

  private static final int ID_LENGTH = 36;

  private int seen;
  private int schemaVersion;
  private @Nullable UUID eventId;
  private @Nullable Instant occurredAt;
  private @Nullable Service service;
  private @Nullable Outcome outcome;
  private @Nullable Reason reason;
  private @Nullable IpAddress source;
  private int sourcePort;
  private @Nullable Transport transport;
  private @Nullable String account;
  private @Nullable String realm;
  private @Nullable String method;
  private @Nullable String userAgent;
  private @Nullable String callId;
  private @Nullable String edge;
  private boolean sourceVerified;
  private int count;

  private AttemptReader() {}

  private static <T> Map<String, T> byName(T[] values, Function<T, String> name) {
    return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(name, value -> value));
  }

  /// @throws IllegalArgumentException when the bytes are no attempt, with the reason in one line
  public static AuthenticationAttempt read(byte[] json) {
    var plain = plain(json);
    return plain == null ? Json.read(json, AuthenticationAttempt.class) : plain;
  }

  /// `null` when it is anything but plain.
  static @Nullable AuthenticationAttempt plain(byte[] json) {
    try (var parser = FACTORY.createParser(json)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? new AttemptReader().fields(parser)
          : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private @Nullable AuthenticationAttempt fields(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (!field(name, parser)) {
        return null;
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT && (seen & ALL) == ALL ? attempt() : null;
  }

  /// Whether it was what it should be.
  private boolean field(String name, JsonParser parser) throws IOException {
    return switch (name) {
      case "schemaVersion" -> first(0) && (schemaVersion = number(parser)) >= 0;
      case "eventId" -> first(1) && (eventId = id(text(parser))) != null;
      case "occurredAt" -> first(2) && (occurredAt = time(parser)) != null;
      case "service" -> first(3) && (service = SERVICES.get(text(parser))) != null;
      case "outcome" -> first(4) && (outcome = OUTCOMES.get(text(parser))) != null;
      case "source" -> first(5) && (source = IpAddress.parse(text(parser))) != null;
      case "sourcePort" -> first(6) && (sourcePort = number(parser)) >= 0;
      case "transport" -> first(7) && (transport = TRANSPORTS.get(text(parser))) != null;
      case "account" -> first(8) && (account = text(parser)) != null;
      case "edge" -> first(9) && (edge = text(parser)) != null;
      case "sourceVerified" -> first(10) && flag(parser);
      case "count" -> first(11) && (count = number(parser)) > 0;
      case "reason" -> first(12) && isReason(optional(parser));
      case "realm" -> {
        realm = optional(parser);
        yield first(13);
      }
      case "method" -> {
        method = optional(parser);
        yield first(14);
      }
      case "userAgent" -> {
        userAgent = optional(parser);
        yield first(15);
      }
      case "callId" -> {
        callId = optional(parser);
        yield first(16);
      }
      default -> false;
    };
  }

  private boolean isReason(@Nullable String text) {
    reason = text == null ? null : REASONS.get(text);
    return text == null || reason != null;
  }

  /// A field that comes twice is not plain.
  private boolean first(int place) {
    boolean isFirst = (seen & (1 << place)) == 0;
    seen |= 1 << place;
    return isFirst;
  }

  private static String text(JsonParser parser) throws IOException {
    String text = parser.nextTextValue();
    if (text == null) {
      throw new IllegalArgumentException("not a text");
    }
    return text;
  }

  /// [UUID#fromString] takes much that is none.
  private static @Nullable UUID id(String text) {
    if (text.length() != ID_LENGTH) {
      return null;
    }
    for (int i = 0; i < ID_LENGTH; i++) {
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = text.charAt(i);
      if (isDash ? c != '-' : !HexFormat.isHexDigit(c)) {
        return null;
      }
    }
    return UUID.fromString(text);
  }

  private static @Nullable String optional(JsonParser parser) throws IOException {
    String text = parser.nextTextValue();
    if (text == null && parser.currentToken() != JsonToken.VALUE_NULL) {
      throw new IllegalArgumentException("neither a text nor null");
    }
    return text;
  }

  private static int number(JsonParser parser) throws IOException {
    requireInteger(parser);
    return parser.getIntValue();
  }

  private static Instant time(JsonParser parser) throws IOException {
    requireInteger(parser);
    return Instant.ofEpochMilli(parser.getLongValue());
  }

  private static void requireInteger(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new IllegalArgumentException("not an integer");
    }
  }

  private AuthenticationAttempt attempt() {
    return new AuthenticationAttempt(
        schemaVersion,
        Objects.requireNonNull(eventId),
        Objects.requireNonNull(occurredAt),
        Objects.requireNonNull(service),
        Objects.requireNonNull(outcome),
        reason,
        Objects.requireNonNull(source),
        sourcePort,
        Objects.requireNonNull(transport),
        Objects.requireNonNull(account),
        realm,
        method,
        userAgent,
        callId,
        Objects.requireNonNull(edge),
        sourceVerified,
        count);
  }

  private boolean flag(JsonParser parser) throws IOException {
    var value = parser.nextBooleanValue();
    sourceVerified = Boolean.TRUE.equals(value);
    return value != null;
  }
}
