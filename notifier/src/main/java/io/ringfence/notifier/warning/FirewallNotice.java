package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;

/// The notice that the administrator of a node has lifted its restrictions and blocks for a time,
/// or that they are in force again.
final class FirewallNotice {

  private FirewallNotice() {}

  /// One mail for each recipient.
  static List<Mail> mails(
      SecurityAlert alert, boolean isOpen, List<String> recipients, String domain) {
    String subject =
        isOpen ? "Ringfence: the firewall of a node is open" : "Ringfence: the firewall is closed";
    String body =
        subject
            + ".\n\n"
            + row("Node", Words.quoted(alert.subject()))
            + row("By", Words.quoted(alert.actor()))
            + row("At", Words.time(alert.occurredAt()))
            + (alert.reason() == null ? "" : row("Open", Words.quoted(alert.reason())))
            + (isOpen ? explained() : "");
    return recipients.stream()
        .map(
            recipient ->
                Mail.to(recipient, alert.eventId(), alert.kind().wireName(), domain, subject, body))
        .toList();
  }

  private static String explained() {
    return """

        Somebody with root on that node has ordered it, by firewall-service open. Until then
        its kernel drops nothing: no restriction of a service and no block. sip-edge goes on
        refusing whom it refuses. It closes by itself. If that was nobody of yours, the node
        is in strange hands.
        """;
  }

  private static String row(String name, String value) {
    return "  %-8s%s\n".formatted(name, value);
  }
}
