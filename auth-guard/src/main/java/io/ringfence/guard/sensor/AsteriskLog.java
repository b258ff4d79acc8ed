package io.ringfence.guard.sensor;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asterisk's security log.
///
/// A line is `[time] SECURITY[pid] file: SecurityEvent="…",EventTV="…",…,AccountID="…",
/// SessionID="…",LocalAddress="…",RemoteAddress="…",…`. Nothing in it is escaped, and the account
/// and the session are the attacker's, quotes and commas included: a user called
/// `x",RemoteAddress="IPV4/UDP/…` writes an address into the line. What comes before the account is
/// Asterisk's, and so is the *last* RemoteAddress of its strict form: what follows it is taken from
/// quoted strings of the request, in which a quote cannot be without a backslash.
final class AsteriskLog implements LineFormat {

  /// What Asterisk writes before its first field. No attacker's text is left of it.
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\[[^\\[\\]]{1,64}] SECURITY\\[[0-9]{1,10}](?:\\[C-[0-9a-f]{1,16}])? [^\"=]{1,100}: ");

  private static final Pattern REMOTE =
      Pattern.compile(
          "\",RemoteAddress=\"(IPV[46]/(?:UDP|TCP|TLS|WS|WSS)/[0-9a-fA-F:.\\[\\]]{2,47}/[0-9]{1,5})\"");

  /// The fields after the address: whole, and to the line's end.
  private static final Pattern REST =
      Pattern.compile("(?:,[A-Za-z]{1,40}=\"(?:[^\"\\\\]|\\\\.)*+\")*+");

  private static final String EVENT = "SecurityEvent=\"";
  private static final String ACCOUNT = ",AccountID=\"";
  private static final String SESSION = "\",SessionID=\"";
  private static final String LOCAL = "\",LocalAddress=\"";

  @Override
  public Reading read(String line) {
    var beginning = BEGINNING.matcher(line);
    if (!beginning.lookingAt() || !line.startsWith(EVENT, beginning.end())) {
      return isRestOfAnother(line) ? new Reading.Broken() : Reading.NOTHING;
    }
    String name = value(line, beginning.end(), EVENT);
    if (name == null) {
      return new Reading.Broken();
    }
    return AsteriskEvent.TOLD.contains(name) ? told(line, beginning.end(), name) : Reading.NOTHING;
  }

  private static Reading told(String line, int from, String name) {
    int account = line.indexOf(ACCOUNT, from);
    var remote = REMOTE.matcher(line);
    int found = 0;
    int end = -1;
    Endpoint endpoint = null;
    int start = -1;
    for (int at = Math.max(account, from); remote.find(at); at = remote.end() - 1) {
      found++;
      start = remote.start();
      end = remote.end();
      endpoint = Endpoint.parse(remote.group(1));
    }
    String time = value(line, from, ",EventTV=\"");
    String service = value(line, from, ",Service=\"");
    int local = line.lastIndexOf(LOCAL, start);
    int session = line.lastIndexOf(SESSION, local - SESSION.length());
    if (endpoint == null || time == null || service == null || account < 0 || session < account) {
      return new Reading.Broken();
    }
    if (!REST.matcher(line).region(end, line.length()).matches()) {
      return new Reading.Broken();
    }
    var event =
        new AsteriskEvent(
            name,
            service,
            time,
            line.substring(Math.min(account + ACCOUNT.length(), session), session),
            line.substring(session + SESSION.length(), local),
            endpoint,
            value(line, end, ",Challenge=\""),
            value(line, end, ",Response=\""));
    return event.reading(found > 1);
  }

  /// The value after the first such key, up to the next quote.
  private static @Nullable String value(String line, int from, String key) {
    int at = line.indexOf(key, from);
    int begin = at + key.length();
    int end = at < 0 ? -1 : line.indexOf('"', begin);
    return end < 0 ? null : line.substring(begin, end);
  }

  /// Whether it looks like what is left of a line that an attacker broke in two.
  private static boolean isRestOfAnother(String line) {
    return line.contains(SESSION) && line.contains(LOCAL);
  }
}
