package io.ringfence.local.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `up` prints.
final class SuiteTable {

  private final SuiteState state;
  private final DataFolder data;

  SuiteTable(SuiteState state, DataFolder data) {
    this.state = state;
    this.data = data;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("Ringfence is up, ready in " + seconds(state.readyAfterMillis()) + ".");
    lines.add("");
    lines.add(row("what", "where", "ready in", "log"));
    for (var child : state.children()) {
      lines.add(
          row(
              child.component().wireName(),
              where(child.component()),
              seconds(child.readyAfterMillis()),
              shown(data.log(child.component().wireName()))));
    }
    lines.add("");
    lines.add("  Console      http://" + web() + "/");
    lines.add("  API token    " + shown(data.adminToken()) + " (role admin)");
    DataFolder.text(data.adminPassword())
        .ifPresent(
            password ->
                lines.add(
                    "  User         admin, first-start password "
                        + password
                        + " (console, /q/docs)"));
    lines.add("  Mail         " + shown(data.mail()) + "/*.eml");
    lines.add("  Firewall     " + firewall());
    lines.add("  Try          ./ringfence demo, status, logs, down");
    return lines;
  }

  private String firewall() {
    return state.enforce()
        ? "nftables, table inet ringfence"
        : "dry-run, rules in " + shown(data.root().resolve("firewall/ruleset.nft"));
  }

  private String host() {
    return state.bind().contains(":") ? "[" + state.bind() + "]" : state.bind();
  }

  private String web() {
    return host() + ":" + state.port(Listener.HTTP);
  }

  private String where(Component component) {
    String host = host();
    return switch (component) {
      case POSTGRESQL -> "127.0.0.1:" + state.port(Listener.POSTGRES) + ", database ringfence";
      case KAFKA -> "127.0.0.1:" + state.port(Listener.KAFKA);
      case MAILBOX -> "smtp://127.0.0.1:" + state.port(Listener.SMTP);
      case SIP_EDGE ->
          "sip:%s:%d udp+tcp, tls :%d, ws :%d, wss :%d, health :%d"
              .formatted(
                  host,
                  state.port(Listener.SIP),
                  state.port(Listener.SIPS),
                  state.port(Listener.SIP_WS),
                  state.port(Listener.SIP_WSS),
                  state.port(Listener.SIP_EDGE));
      case ADMIN_API ->
          "http://%s/api/v1, /q/docs, health :%d".formatted(web(), state.port(Listener.ADMIN_API));
      case AUTH_GUARD, FIREWALL_SERVICE, NOTIFIER ->
          "health http://127.0.0.1:%d/q/health/ready"
              .formatted(state.port(Listener.management(component)));
    };
  }

  private static String row(String what, String where, String ready, String log) {
    return "  %-17s %-72s %9s  %s".formatted(what, where, ready, log);
  }

  private static String seconds(@Nullable Long millis) {
    return millis == null ? "-" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }

  /// Relative to where the user is, when it lies below.
  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }
}
