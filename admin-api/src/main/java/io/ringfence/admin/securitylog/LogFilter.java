package io.ringfence.admin.securitylog;

import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which lines of the security log to show. Every part is optional; all that are given must hold.
///
/// @param from the first time included
/// @param to the first time not included
/// @param source an address, or a prefix for all of its addresses
/// @param service one that the line is about, alone or with others
/// @param text a part of the message, whatever the case
record LogFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String source,
    @Nullable String account,
    @Nullable String service,
    @Nullable String event,
    @Nullable String text) {
  private static final int MAX_TEXT = 200;

  /// The service that nearly all lines are about. There is an index of those that are not about it
  /// alone.
  private static final String MOST = "sip";

  static LogFilter of(
      @Nullable String from,
      @Nullable String to,
      @Nullable String source,
      @Nullable String account,
      @Nullable String service,
      @Nullable String event,
      @Nullable String text) {
    var validation = new Validation();
    Instant first = validation.time("from", from);
    Instant end = validation.time("to", to);
    if (source != null) {
      validation.parses("source", () -> network(source));
    }
    validation.text("account", account, MAX_TEXT).text("text", text, MAX_TEXT).orRefuse();
    return new LogFilter(
        first, end, source == null ? null : network(source), account, service, event, text);
  }

  /// An `inet` in PostgreSQL's notation.
  private static String network(String source) {
    return source.indexOf('/') >= 0
        ? IpPrefix.parse(source).toString()
        : IpAddress.parse(source).toString();
  }

  /// The conditions in SQL.
  ///
  /// @param values takes the values that the conditions name by their place
  List<String> conditions(List<Object> values) {
    var conditions = new ArrayList<String>();
    add(conditions, values, "time >= ", from == null ? null : from.atOffset(ZoneOffset.UTC), "");
    add(conditions, values, "time < ", to == null ? null : to.atOffset(ZoneOffset.UTC), "");
    if (source != null) {
      boolean prefix = source.indexOf('/') >= 0;
      add(conditions, values, prefix ? "source <<= " : "source = ", source, "::text::inet");
    }
    add(conditions, values, "account = ", account, "");
    add(conditions, values, "services @> array[", service, "::text]");
    if (service != null && !service.equals(MOST)) {
      conditions.add("services <> '{" + MOST + "}'");
    }
    add(conditions, values, "event = ", event, "");
    add(
        conditions,
        values,
        "position(",
        text == null ? null : text.toLowerCase(Locale.ROOT),
        " in lower(message)) > 0");
    return conditions;
  }

  private static void add(
      List<String> conditions,
      List<Object> values,
      String before,
      @Nullable Object value,
      String after) {
    if (value != null) {
      values.add(value);
      conditions.add(before + "$" + values.size() + after);
    }
  }
}
