package io.ringfence.admin.calls;

import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.event.CallDirection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which calls to show. Every part is optional; all that are given must hold.
///
/// @param isActive whether those that go on, or those that have ended
/// @param account of either side
/// @param from the first start included
/// @param to the first start not included
record CallFilter(
    @Nullable Boolean isActive,
    @Nullable String account,
    @Nullable CallDirection direction,
    @Nullable Instant from,
    @Nullable Instant to) {
  private static final int MAX_TEXT = 128;

  static CallFilter of(
      @Nullable String state,
      @Nullable String account,
      @Nullable String direction,
      @Nullable String from,
      @Nullable String to) {
    var validation = new Validation();
    validation.check(
        state == null || state.equals("active") || state.equals("ended"),
        "state",
        "must be active or ended");
    var wanted = direction(direction);
    validation.check(
        wanted != CallDirection.UNKNOWN, "direction", "must be outgoing, incoming or internal");
    Instant first = validation.time("from", from);
    Instant end = validation.time("to", to);
    validation.text("account", account, MAX_TEXT).orRefuse();
    return new CallFilter(
        state == null ? null : state.equals("active"), account, wanted, first, end);
  }

  private static @Nullable CallDirection direction(@Nullable String name) {
    try {
      return name == null ? null : CallDirection.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return CallDirection.UNKNOWN;
    }
  }

  /// The conditions in SQL.
  ///
  /// @param values takes the values that the conditions name by their place
  List<String> conditions(List<Object> values) {
    var conditions = new ArrayList<String>();
    if (isActive != null) {
      conditions.add(isActive ? "state <> 'ended'" : "state = 'ended'");
    }
    if (account != null) {
      values.add(account);
      String place = "$" + values.size();
      conditions.add(
          "(account = %s or (direction = 'internal' and to_number = %s))".formatted(place, place));
    }
    if (direction != null) {
      values.add(direction.wireName());
      conditions.add("direction = $" + values.size());
    }
    if (from != null) {
      values.add(from.atOffset(ZoneOffset.UTC));
      conditions.add("started_at >= $" + values.size());
    }
    if (to != null) {
      values.add(to.atOffset(ZoneOffset.UTC));
      conditions.add("started_at < $" + values.size());
    }
    return conditions;
  }
}
