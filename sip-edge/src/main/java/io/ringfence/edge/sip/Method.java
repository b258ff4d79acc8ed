package io.ringfence.edge.sip;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The methods that are known by name. Method names are case-sensitive (RFC 3261 §7.1).
public enum Method {
  REGISTER,
  OPTIONS,
  INVITE,
  ACK,
  BYE,
  CANCEL,
  SUBSCRIBE,
  NOTIFY,
  PUBLISH,
  MESSAGE,
  REFER,
  INFO,
  UPDATE,
  PRACK,
  /// Whatever else a peer wrote; it never becomes a metric's label.
  OTHER;

  /// The names that are known.
  static final Words NAMES =
      Words.of(
          Stream.of(values())
              .filter(method -> method != OTHER)
              .map(Method::name)
              .toArray(String[]::new));

  private static final Map<String, Method> BY_NAME =
      Stream.of(values())
          .filter(method -> method != OTHER)
          .collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));

  static Method of(String name) {
    return BY_NAME.getOrDefault(name, OTHER);
  }
}
