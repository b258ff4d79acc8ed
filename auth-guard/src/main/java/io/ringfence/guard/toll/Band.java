package io.ringfence.guard.toll;

import io.ringfence.contracts.config.OfficeHours;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/// Which calls a limit is about, by the time of their answer.
sealed interface Band {

  boolean has(Instant answeredAt);

  /// What is told of it, and remembered by it.
  String name();

  /// All of them.
  record Always() implements Band {

    @Override
    public boolean has(Instant answeredAt) {
      return true;
    }

    @Override
    public String name() {
      return "";
    }
  }

  /// Those that begin while nobody is in the office.
  record OutsideHours(ZoneId zone, Set<DayOfWeek> days, LocalTime opens, LocalTime closes)
      implements Band {

    static OutsideHours of(OfficeHours hours) {
      return new OutsideHours(hours.zoneId(), hours.daysOfWeek(), hours.opens(), hours.closes());
    }

    @Override
    public boolean has(Instant answeredAt) {
      var local = answeredAt.atZone(zone);
      var time = local.toLocalTime();
      return !days.contains(local.getDayOfWeek()) || time.isBefore(opens) || !time.isBefore(closes);
    }

    @Override
    public String name() {
      return " outside office hours";
    }
  }
}
