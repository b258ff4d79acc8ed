package io.ringfence.guard.history;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A line of the security log. The attacker's text in it can forge neither another line nor, being
/// in quotes with its own quotes escaped, another message.
///
/// @param time of the first event that it stands for
/// @param services the names of those that it is about
/// @param source an address or a prefix, `null` for what is about an account
/// @param count how many events it stands for; the message does not say it
/// @param lastTime of the latest event that it stands for, `null` if that is the first one
/// @param reason of a failed login
/// @param verified of a login, whether its source cannot be forged; `null` for what is none
public record LogEntry(
    UUID eventId,
    Instant time,
    String severity,
    List<String> services,
    String event,
    @Nullable String source,
    @Nullable String account,
    String message,
    long count,
    @Nullable Instant lastTime,
    @Nullable String reason,
    @Nullable Boolean verified) {

  static final String FAILED = "authentication-failed";
  static final String LOGIN = "login";

  public LogEntry {
    services = List.copyOf(services);
  }

  /// A login's line, whether it was rejected or not.
  static LogEntry of(AuthenticationAttempt attempt) {
    return login(attempt, endpoint(attempt.source(), attempt.sourcePort()));
  }

  /// The line of several logins that ended alike, from whichever ports.
  static LogEntry ofAlike(AuthenticationAttempt attempt) {
    return login(attempt, attempt.source().toString());
  }

  private static LogEntry login(AuthenticationAttempt attempt, String from) {
    String account = safe(attempt.account());
    var reason = attempt.outcome() == Outcome.REJECTED ? attempt.reason() : null;
    String what =
        "account \""
            + quoted(account)
            + "\" from "
            + from
            + " over "
            + attempt.transport().wireName().toUpperCase(Locale.ROOT);
    return new LogEntry(
        attempt.eventId(),
        attempt.occurredAt(),
        reason == null ? "info" : "warning",
        List.of(attempt.service().wireName()),
        reason == null ? LOGIN : FAILED,
        attempt.source().toString(),
        account,
        reason == null
            ? "Login of " + what
            : "Authentication failed for " + what + ": " + words(reason),
        attempt.count(),
        null,
        reason == null ? null : reason.wireName(),
        attempt.sourceVerified());
  }

  /// The same line with another count, and with this time if it is the latest.
  public LogEntry counting(long number, Instant at) {
    return new LogEntry(
        eventId,
        time,
        severity,
        services,
        event,
        source,
        account,
        message,
        number,
        at.isAfter(latest()) ? at : lastTime,
        reason,
        verified);
  }

  Instant latest() {
    return lastTime == null ? time : lastTime;
  }

  /// A block's line for the state it has come to.
  static LogEntry of(BlockDecision decision) {
    return switch (decision.state()) {
      case ACTIVE -> entry(decision, "warning", "source-blocked", blocked(decision));
      case RELEASED ->
          entry(
              decision,
              "notice",
              "source-released",
              "Released %s%s%s".formatted(words(decision.target()), by(decision), why(decision)));
      case EXPIRED ->
          entry(
              decision,
              "info",
              "block-expired",
              "Block of %s expired".formatted(words(decision.target())));
      case UNKNOWN -> throw new IllegalArgumentException("a block in a state that is not known");
    };
  }

  private static LogEntry entry(
      BlockDecision decision, String severity, String event, String message) {
    return new LogEntry(
        decision.eventId(),
        decision.occurredAt(),
        severity,
        decision.services().stream().map(Service::wireName).toList(),
        event,
        source(decision.target()),
        account(decision.target()),
        message,
        1,
        null,
        null,
        null);
  }

  private static @Nullable String source(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> address.toString();
      case BlockTarget.Prefix(var prefix) -> prefix.toString();
      case BlockTarget.IpAccount(var address, var _) -> address.toString();
      case BlockTarget.Account _ -> null;
    };
  }

  private static @Nullable String account(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> null;
      case BlockTarget.IpAccount(var _, var account) -> account;
      case BlockTarget.Account(var account) -> account;
    };
  }

  private static String words(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> target.value();
      case BlockTarget.IpAccount(var address, var account) ->
          address + " for account \"" + quoted(account) + '"';
      case BlockTarget.Account(var account) -> "strangers to account \"" + quoted(account) + '"';
    };
  }

  private static String blocked(BlockDecision decision) {
    var evidence = decision.evidence();
    String until = decision.expiresAt() == null ? "released" : decision.expiresAt().toString();
    String because =
        evidence.attempts() > 0
            ? "%d failed logins for %s".formatted(evidence.attempts(), accounts(decision))
            : "ordered" + by(decision) + why(decision);
    return "Blocked %s for %s until %s: %s"
        .formatted(words(decision.target()), services(decision), until, because);
  }

  private static String accounts(BlockDecision decision) {
    return decision.evidence().accounts().stream()
        .map(account -> "\"" + quoted(safe(account)) + "\"")
        .collect(Collectors.joining(", "));
  }

  private static String by(BlockDecision decision) {
    return decision.actor() == null ? "" : " by " + safe(decision.actor());
  }

  private static String why(BlockDecision decision) {
    return decision.note() == null ? "" : " (" + safe(decision.note()) + ")";
  }

  private static String services(BlockDecision decision) {
    return decision.services().stream().map(Service::wireName).collect(Collectors.joining(", "));
  }

  private static String endpoint(IpAddress address, int port) {
    return address.v6() ? "[" + address + "]:" + port : address + ":" + port;
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case BAD_CREDENTIALS -> "wrong password";
      case UNKNOWN_ACCOUNT -> "unknown account";
      case STALE_PASSWORD -> "password no longer valid";
      case REPLAYED_NONCE -> "replayed credentials";
      case LOCKED_ACCOUNT -> "account is locked";
      case NOT_PERMITTED -> "not permitted";
      case MALFORMED -> "malformed credentials";
      case SCANNER -> "known scanner";
      case FLOOD -> "too many requests";
      case WRONG_DOMAIN -> "a domain that is not ours";
      case UNKNOWN -> "rejected";
    };
  }

  /// Who writes an attempt escapes its text; this is for one that did not. PostgreSQL refuses NUL.
  public static String safe(String text) {
    boolean plain =
        text.length() <= AuthenticationAttempt.MAX_TEXT
            && text.chars().noneMatch(Character::isISOControl);
    return plain
        ? text
        : Objects.requireNonNull(Attacker.text(text, AuthenticationAttempt.MAX_TEXT));
  }

  private static String quoted(String text) {
    return text.replace("\"", "\\\"");
  }
}
