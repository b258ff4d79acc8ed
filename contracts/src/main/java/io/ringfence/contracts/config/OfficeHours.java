package io.ringfence.contracts.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When there are people in the office.
///
/// @param zone such as `Europe/Berlin`
/// @param days such as `monday`
/// @param from such as `08:00`, on each of the days
/// @param to the first moment that is outside again
public record OfficeHours(String zone, List<String> days, String from, String to) {

  public static final OfficeHours DEFAULT =
      new OfficeHours(
          "UTC", List.of("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00", "18:00");

  /// @throws IllegalArgumentException with a message fit for the user
  public OfficeHours(
      @Nullable String zone,
      @Nullable List<String> days,
      @Nullable String from,
      @Nullable String to) {
    this.zone = zone == null ? "UTC" : zone;
    this.days = days == null ? List.of() : days.stream().map(OfficeHours::day).distinct().toList();
    this.from = required("from", from);
    this.to = required("to", to);
    requireZone(this.zone);
    if (!time("from", this.from).isBefore(time("to", this.to))) {
      throw new IllegalArgumentException("from must be before to");
    }
  }

  public ZoneId zoneId() {
    return ZoneId.of(zone);
  }

  public Set<DayOfWeek> daysOfWeek() {
    var all = EnumSet.noneOf(DayOfWeek.class);
    days.forEach(day -> all.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT))));
    return all;
  }

  public LocalTime opens() {
    return LocalTime.parse(from);
  }

  public LocalTime closes() {
    return LocalTime.parse(to);
  }

  private static String day(@Nullable String text) {
    try {
      String name = text == null ? "" : text.toUpperCase(Locale.ROOT);
      return DayOfWeek.valueOf(name).name().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("days are monday to sunday", e);
    }
  }

  private static String required(String name, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be a time such as 08:00");
    }
    return value;
  }

  private static LocalTime time(String name, String value) {
    try {
      return LocalTime.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " must be a time such as 08:00", e);
    }
  }

  private static void requireZone(String zone) {
    try {
      var unused = ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("zone must be a time zone such as Europe/Berlin", e);
    }
  }
}
