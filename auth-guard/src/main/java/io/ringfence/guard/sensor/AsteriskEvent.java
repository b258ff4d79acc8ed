package io.ringfence.guard.sensor;

import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A security event of Asterisk, as its log and its manager tell it.
///
/// @param name such as `ChallengeResponseFailed`
/// @param service `PJSIP`, `SIP`, `AMI` and others
/// @param time EventTV, ISO-8601 or `seconds-microseconds`
/// @param challenge the nonce that was answered, where there is one
/// @param response the answer to it
record AsteriskEvent(
    String name,
    String service,
    String time,
    String account,
    String session,
    Endpoint remote,
    @Nullable String challenge,
    @Nullable String response) {

  /// Those that tell of a login. ChallengeSent is none: every login over SIP begins with it.
  static final Set<String> TOLD =
      Set.of(
          "ChallengeResponseFailed",
          "InvalidPassword",
          "InvalidAccountID",
          "FailedACL",
          "RequestBadFormat",
          "ReqBadFormat",
          "SuccessfulAuth");

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  Reading reading(boolean forged) {
    var target = target();
    return target == Service.UNKNOWN || !TOLD.contains(name)
        ? Reading.NOTHING
        : new Reading.Seen(observation(target), forged);
  }

  private Observation observation(Service target) {
    boolean accepted = name.equals("SuccessfulAuth");
    return new Observation(
        instant(time),
        target,
        accepted ? Outcome.ACCEPTED : Outcome.REJECTED,
        accepted ? null : reason(),
        remote.address(),
        remote.port(),
        remote.transport(),
        account,
        null,
        session,
        response == null || response.isEmpty() ? null : challenge + " " + response,
        accepted || reason() == Reason.BAD_CREDENTIALS,
        name.equals("InvalidAccountID"));
  }

  private Reason reason() {
    return switch (name) {
      case "InvalidAccountID" -> Reason.UNKNOWN_ACCOUNT;
      case "FailedACL" -> Reason.NOT_PERMITTED;
      case "RequestBadFormat", "ReqBadFormat" -> Reason.MALFORMED;
      default -> Reason.BAD_CREDENTIALS;
    };
  }

  /// The manager is how other programs are integrated with an Asterisk.
  private Service target() {
    return switch (service) {
      case "PJSIP", "SIP" -> Service.SIP;
      case "AMI" -> Service.CRM;
      default -> Service.UNKNOWN;
    };
  }

  static @Nullable Instant instant(String text) {
    try {
      int dash = text.indexOf('-');
      if (dash >= 9 && text.length() <= 24) {
        long micros = Long.parseLong(text.substring(dash + 1));
        return Instant.ofEpochSecond(Long.parseLong(text.substring(0, dash)))
            .plusMillis(micros / 1_000);
      }
      return OffsetDateTime.parse(text, ISO).toInstant();
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return null;
    }
  }
}
