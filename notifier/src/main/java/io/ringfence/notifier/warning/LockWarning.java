package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;

/// The notice that the PBX was locked, or unlocked: what still works, who did it, and what to do.
final class LockWarning {

  private LockWarning() {}

  /// One mail for each recipient.
  static List<Mail> mails(
      SecurityAlert alert, boolean locked, List<String> recipients, String domain) {
    String kind = locked ? "pbx-locked" : "pbx-unlocked";
    String subject = locked ? "Ringfence locked the PBX" : "Ringfence unlocked the PBX";
    String body = subject + ".\n\n" + facts(alert) + (locked ? steps() : "");
    return recipients.stream()
        .map(recipient -> Mail.to(recipient, alert.eventId(), kind, domain, subject, body))
        .toList();
  }

  private static String facts(SecurityAlert alert) {
    String text =
        row("By", Words.quoted(alert.actor())) + row("At", Words.time(alert.occurredAt()));
    return alert.reason() == null ? text : text + row("Reason", Words.quoted(alert.reason()));
  }

  private static String steps() {
    return """

        No account can begin a call now, but to an emergency number. Incoming calls and
        calls in progress go on.

        What to do, as soon as possible:
          1. Find out which account has been abused.
               GET /api/v1/calls
               GET /api/v1/security-log
          2. Change the SIP password of that account.
               POST /api/v1/accounts/{number}/password
          3. Instruct the user about handling login details and about secure behaviour
             on the Internet.
          4. Unlock the PBX again.
               DELETE /api/v1/pbx-lock
        """;
  }

  private static String row(String name, String value) {
    return "  %-8s%s\n".formatted(name, value);
  }
}
