package io.ringfence.guard.history;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import io.ringfence.contracts.event.Service;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The security log's line for an alert that no block goes with.
final class AlertEntry {

  private static final int MAX_TEXT = 400;

  private AlertEntry() {}

  static LogEntry of(SecurityAlert alert) {
    var target = target(alert.subject());
    return new LogEntry(
        alert.eventId(),
        alert.occurredAt(),
        severity(alert.kind()),
        services(alert.kind()),
        alert.kind().wireName(),
        source(target),
        account(target),
        message(alert),
        1,
        null,
        null,
        null);
  }

  /// What the firewall lets pass or not are the ports of all services.
  private static List<String> services(Kind kind) {
    var about =
        kind.wireName().startsWith("firewall-")
            ? EnumSet.complementOf(EnumSet.of(Service.UNKNOWN))
            : EnumSet.of(Service.SIP);
    return about.stream().map(Service::wireName).toList();
  }

  private static String severity(Kind kind) {
    return switch (kind) {
      case TOLL_CRITICAL -> "critical";
      case TOLL_WARNING,
          SUCCESS_AFTER_GUESSING,
          PBX_LOCKED,
          SOURCE_BLOCKED,
          FIREWALL_DRIFT,
          FIREWALL_LEAK,
          FIREWALL_OPENED ->
          "warning";
      case RULE_WATCHED, STALE_PASSWORD, PBX_UNLOCKED, FIREWALL_CLOSED, UNKNOWN -> "notice";
    };
  }

  private static String message(SecurityAlert alert) {
    String what =
        switch (alert.kind()) {
          case RULE_WATCHED -> "Found, and nobody blocked: ";
          case STALE_PASSWORD -> "Old password used: ";
          case SUCCESS_AFTER_GUESSING -> "Login after password guessing: ";
          case TOLL_WARNING -> "Many calls to numbers that cost: ";
          case TOLL_CRITICAL -> "Too many calls to numbers that cost, locking ";
          case PBX_LOCKED -> "Locked ";
          case PBX_UNLOCKED -> "Unlocked ";
          case FIREWALL_OPENED -> "Restrictions and blocks lifted on node ";
          case FIREWALL_CLOSED -> "Restrictions and blocks in force again on node ";
          case FIREWALL_DRIFT -> "Firewall mended on node ";
          case FIREWALL_LEAK -> "Blocked sources pass the firewall of node ";
          case SOURCE_BLOCKED, UNKNOWN -> "Alert of ";
        };
    String subject = alert.subject().equals(LockOrder.PBX) ? "the PBX" : quoted(alert.subject());
    String by = alert.actor() == null ? "" : " by " + quoted(alert.actor());
    String why = alert.reason() == null ? "" : " (" + quoted(alert.reason()) + ")";
    return what + subject + by + why;
  }

  /// Parts of it may be an attacker's.
  private static String quoted(String text) {
    String safe = Objects.requireNonNull(Attacker.text(text, MAX_TEXT));
    return '"' + safe.replace("\"", "\\\"") + '"';
  }

  private static @Nullable BlockTarget target(String subject) {
    try {
      return subject.equals(LockOrder.PBX) ? null : BlockTarget.ofKey(subject);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String source(@Nullable BlockTarget target) {
    return switch (target) {
      case null -> null;
      case BlockTarget.Ip(var address) -> address.toString();
      case BlockTarget.Prefix(var prefix) -> prefix.toString();
      case BlockTarget.IpAccount(var address, var _) -> address.toString();
      case BlockTarget.Account _ -> null;
    };
  }

  private static @Nullable String account(@Nullable BlockTarget target) {
    return switch (target) {
      case null -> null;
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> null;
      case BlockTarget.IpAccount(var _, var account) -> account;
      case BlockTarget.Account(var account) -> account;
    };
  }
}
