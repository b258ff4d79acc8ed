package io.ringfence.contracts.text;

import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

/// Durations in English.
public final class Durations {

  private Durations() {}

  /// Such as `1 hour 30 minutes`; the two largest units, and `0.4 seconds` below one second.
  public static String inWords(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return String.format(Locale.ROOT, "%.1f seconds", duration.toMillis() / 1000.0);
    }
    long[] amounts = {
      duration.toDaysPart(),
      duration.toHoursPart(),
      duration.toMinutesPart(),
      duration.toSecondsPart()
    };
    String[] units = {"day", "hour", "minute", "second"};
    var words = new StringJoiner(" ");
    for (int i = 0, said = 0; i < units.length && said < 2; i++) {
      if (amounts[i] > 0) {
        words.add(amounts[i] + " " + units[i] + (amounts[i] == 1 ? "" : "s"));
        said++;
      }
    }
    return words.toString();
  }
}
