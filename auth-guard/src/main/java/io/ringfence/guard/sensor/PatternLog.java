package io.ringfence.guard.sensor;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A log whose lines the operator words himself, as with Kamailio's `xlog`. The expression's named
/// groups say what is what: `source`, and if there are any `port`, `transport`, `reason`, `method`,
/// `session` and `account`.
///
/// The first place in a line where the expression matches counts, so what attackers write has to
/// come last. It is RE2's syntax and engine: whatever they write, a match takes time in proportion
/// to the line's length.
final class PatternLog implements LineFormat {

  /// What the README has Kamailio write.
  static final String FIELDS =
      "ringfence: (?P<reason>[a-z-]+) source=(?P<source>[0-9a-fA-F:.\\[\\]]+) port=(?P<port>[0-9]+)"
          + " transport=(?P<transport>[a-zA-Z]+) method=(?P<method>[A-Z]+)"
          + " session=(?P<session>\\S*) account=(?P<account>.*)$";

  /// That behind syslog's and Kamailio's own beginning of a line. A line does not begin with white
  /// space: so does only what a folded header field brings into a file.
  static final String KAMAILIO = "^\\S.{0,200}?: <script>: " + FIELDS;

  private static final Set<String> GROUPS =
      Set.of("source", "port", "transport", "reason", "method", "session", "account");

  private final Pattern pattern;
  private final Set<String> groups;

  /// @throws IllegalArgumentException with the reason when it is no expression, or without `source`
  PatternLog(String expression) {
    try {
      pattern = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not an expression of RE2: " + e.getMessage(), e);
    }
    groups = pattern.namedGroups().keySet();
    if (!groups.contains("source")) {
      throw new IllegalArgumentException("the expression has no group named source");
    }
    if (!GROUPS.containsAll(groups)) {
      throw new IllegalArgumentException("groups may be named " + GROUPS + ", not " + groups);
    }
  }

  @Override
  public Reading read(String line) {
    var match = pattern.matcher(line);
    if (!match.find()) {
      return Reading.NOTHING;
    }
    var source = Endpoint.address(group(match, "source", ""));
    int port = Endpoint.port(group(match, "port", "0"));
    var reason = reason(group(match, "reason", Reason.BAD_CREDENTIALS.wireName()));
    if (source == null || port < 0 || reason == Reason.UNKNOWN) {
      return new Reading.Broken();
    }
    String session = group(match, "session", "");
    return new Reading.Seen(
        new Observation(
            null,
            Service.SIP,
            Outcome.REJECTED,
            reason,
            source,
            port,
            Endpoint.transport(group(match, "transport", "")),
            group(match, "account", ""),
            groups.contains("method") ? group(match, "method", "") : null,
            session.isEmpty() ? null : session,
            null,
            reason == Reason.BAD_CREDENTIALS,
            false),
        false);
  }

  private static Reason reason(String name) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.wireName().equals(name))
        .findFirst()
        .orElse(Reason.UNKNOWN);
  }

  /// The group's text, or this when the expression has no such group or it took no part.
  private String group(Matcher match, String name, String otherwise) {
    @Nullable String text = groups.contains(name) ? match.group(name) : null;
    return text == null ? otherwise : text;
  }
}
