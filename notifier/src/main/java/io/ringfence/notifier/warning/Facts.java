package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;

/// What an alert that is not about a block says, in rows.
final class Facts {

  private Facts() {}

  static String of(SecurityAlert alert) {
    String text =
        row("About", Words.quoted(alert.subject())) + row("At", Words.time(alert.occurredAt()));
    return alert.reason() == null ? text : text + row("Found", Words.quoted(alert.reason()));
  }

  private static String row(String name, String value) {
    return "  %-8s%s\n".formatted(name, value);
  }
}
