package io.ringfence.contracts.bus;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads attempts byte by byte, just as Ringfence writes them: of nothing else are there so many.
/// What is written in any other way, if only in another order or with an escape in a text, [Json]
/// reads, or refuses with the reason; so both always agree.
public final class AttemptReader {

  private static final Map<String, Service> SERVICES = byName(Service.values(), Service::wireName);
  private static final Map<String, Outcome> OUTCOMES = byName(Outcome.values(), Outcome::wireName);
  private static final Map<String, Reason> REASONS = byName(Reason.values(), Reason::wireName);
  private static final Map<String, Transport> TRANSPORTS =
      byName(Transport.values(), Transport::wireName);

  private static final byte[] SCHEMA_VERSION = bytes("{\"schemaVersion\":");
  private static final byte[] EVENT_ID = bytes(",\"eventId\":\"");
  private static final byte[] OCCURRED_AT = bytes("\",\"occurredAt\":");
  private static final byte[] SERVICE = bytes(",\"service\":\"");
  private static final byte[] OUTCOME = bytes(",\"outcome\":\"");
  private static final byte[] REASON = bytes(",\"reason\":");
  private static final byte[] SOURCE = bytes(",\"source\":\"");
  private static final byte[] SOURCE_PORT = bytes(",\"sourcePort\":");
  private static final byte[] TRANSPORT = bytes(",\"transport\":\"");
  private static final byte[] ACCOUNT = bytes(",\"account\":\"");
  private static final byte[] REALM = bytes(",\"realm\":");
  private static final byte[] METHOD = bytes(",\"method\":");
  private static final byte[] USER_AGENT = bytes(",\"userAgent\":");
  private static final byte[] CALL_ID = bytes(",\"callId\":");
  private static final byte[] EDGE = bytes(",\"edge\":\"");
  private static final byte[] SOURCE_VERIFIED = bytes(",\"sourceVerified\":");
  private static final byte[] COUNT = bytes(",\"count\":");
  private static final byte[] END = bytes("}");
  private static final byte[] NULL = bytes("null");
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final byte[] QUOTE = bytes("\"");
  private static final byte[] DASH = bytes("-");

  /// All numbers of so many digits fit a `long`.
  private static final int MAX_DIGITS = 18;

  private static final char REPLACEMENT = '\ufffd';

  /// It is for [Json].
  private static final class NotPlain extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotPlain() {
      super(null, null, false, false);
    }
  }

  private final byte[] json;
  private int at;

  private AttemptReader(byte[] json) {
    this.json = json;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

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
    try {
      return new AttemptReader(json).attempt();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /// Fields are evaluated in their order, which is that of what is written.
  private AuthenticationAttempt attempt() {
    var attempt =
        new AuthenticationAttempt(
            after(SCHEMA_VERSION).integer(),
            after(EVENT_ID).id(),
            Instant.ofEpochMilli(after(OCCURRED_AT).number()),
            after(SERVICE).one(SERVICES),
            after(OUTCOME).one(OUTCOMES),
            after(REASON).isNull() ? null : after(QUOTE).one(REASONS),
            IpAddress.parse(after(SOURCE).text()),
            after(SOURCE_PORT).integer(),
            after(TRANSPORT).one(TRANSPORTS),
            after(ACCOUNT).text(),
            after(REALM).optional(),
            after(METHOD).optional(),
            after(USER_AGENT).optional(),
            after(CALL_ID).optional(),
            after(EDGE).text(),
            after(SOURCE_VERIFIED).flag(),
            after(COUNT).integer());
    if (after(END).at != json.length) {
      throw new NotPlain();
    }
    return attempt;
  }

  private AttemptReader after(byte[] literal) {
    if (!isNext(literal)) {
      throw new NotPlain();
    }
    at += literal.length;
    return this;
  }

  private boolean isNext(byte[] literal) {
    int end = at + literal.length;
    return end <= json.length && Arrays.equals(json, at, end, literal, 0, literal.length);
  }

  private boolean isNull() {
    boolean isNull = isNext(NULL);
    at += isNull ? NULL.length : 0;
    return isNull;
  }

  private boolean flag() {
    boolean isTrue = isNext(TRUE);
    after(isTrue ? TRUE : FALSE);
    return isTrue;
  }

  private int integer() {
    return Math.toIntExact(number());
  }

  private long number() {
    int start = at;
    long value = 0;
    while (json[at] >= '0' && json[at] <= '9') {
      value = value * 10 + (json[at++] - '0');
    }
    int digits = at - start;
    if (digits == 0 || digits > MAX_DIGITS || (digits > 1 && json[start] == '0')) {
      throw new NotPlain();
    }
    return value;
  }

  private <T> T one(Map<String, T> all) {
    var value = all.get(text());
    if (value == null) {
      throw new NotPlain();
    }
    return value;
  }

  private @Nullable String optional() {
    return isNull() ? null : after(QUOTE).text();
  }

  /// Up to the quote that ends it.
  private String text() {
    int start = at;
    int signs = 0;
    for (byte next = json[at]; next != '"'; next = json[++at]) {
      if (next == '\\' || (next >= 0 && next < ' ')) {
        throw new NotPlain();
      }
      signs |= next;
    }
    int length = at++ - start;
    if (signs >= 0) {
      return new String(json, start, length, StandardCharsets.ISO_8859_1);
    }
    String text = new String(json, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new NotPlain();
    }
    return text;
  }

  private UUID id() {
    long high = hex(8) << 32;
    high |= after(DASH).hex(4) << 16;
    high |= after(DASH).hex(4);
    long low = after(DASH).hex(4) << 48;
    low |= after(DASH).hex(12);
    return new UUID(high, low);
  }

  private long hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(json[at++], 16);
      if (digit < 0) {
        throw new NotPlain();
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
