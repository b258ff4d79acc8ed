package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What FreeSWITCH's mod_sofia logs with `log-auth-failures`:
/// `SIP auth failure (REGISTER) on sofia profile 'x' for [user@domain] from ip 192.0.2.1` and
/// `Can't find user [user@domain] from 192.0.2.1`. `SIP auth challenge` is no failure.
///
/// The user is the attacker's. The address is the last thing on the line, and only there.
final class FreeSwitchLog implements LineFormat {

  /// Time, on some systems the idle time, level, file: no attacker's text is left of it.
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(?:[0-9a-f-]{36} )?+([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9:]{8}\\.[0-9]{1,9})"
              + "(?: [0-9.]{1,6}%)?+ \\[WARNING] sofia_reg\\.c:[0-9]{1,6} ");

  private static final Pattern FAILURE =
      Pattern.compile("SIP auth failure \\(([A-Z]{1,16})\\) on ");
  private static final String UNKNOWN = "Can't find user [";
  private static final String FROM_IP = "] from ip ";
  private static final String FROM = "] from ";

  private final ZoneId zone;

  /// @param zone of the log's times, which do not say it
  FreeSwitchLog(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public Reading read(String line) {
    var beginning = BEGINNING.matcher(line);
    if (!beginning.lookingAt()) {
      return Reading.NOTHING;
    }
    var time = instant(beginning.group(1) + "T" + beginning.group(2));
    String text = line.substring(beginning.end()).stripTrailing();
    var failure = FAILURE.matcher(text);
    if (failure.lookingAt()) {
      int user = text.indexOf(" for [", failure.end());
      return read(text, user + " for [".length(), FROM_IP, time, failure.group(1));
    }
    return text.startsWith(UNKNOWN)
        ? read(text, UNKNOWN.length(), FROM, time, null)
        : Reading.NOTHING;
  }

  private static Reading read(
      String text, int user, String before, @Nullable Instant time, @Nullable String method) {
    int from = text.lastIndexOf(before);
    var address = from < user ? null : Endpoint.address(text.substring(from + before.length()));
    if (address == null) {
      return new Reading.Broken();
    }
    String name = text.substring(user, from);
    int at = name.lastIndexOf('@');
    boolean unknown = method == null;
    return new Reading.Seen(
        new Observation(
            time,
            Service.SIP,
            Outcome.REJECTED,
            unknown ? Reason.UNKNOWN_ACCOUNT : Reason.BAD_CREDENTIALS,
            address,
            0,
            Transport.UNKNOWN,
            at < 0 ? name : name.substring(0, at),
            method,
            name,
            null,
            !unknown,
            unknown),
        name.contains(before));
  }

  private @Nullable Instant instant(String text) {
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
