package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;

/// The warning that much, or too much, is called to numbers that cost: whose calls, how much, what
/// is locked, and what to do.
final class TollWarning {

  private TollWarning() {}

  /// One mail for each recipient.
  static List<Mail> mails(
      SecurityAlert alert, boolean locks, List<String> recipients, String domain) {
    boolean isPbx = alert.subject().equals(LockOrder.PBX);
    String subject = subject(locks, isPbx);
    String body = subject + ".\n\n" + Facts.of(alert) + steps(locks, isPbx);
    return recipients.stream()
        .map(
            recipient ->
                Mail.to(recipient, alert.eventId(), alert.kind().wireName(), domain, subject, body))
        .toList();
  }

  /// Without the account's name, which may be the attacker's choice.
  private static String subject(boolean locks, boolean isPbx) {
    if (!locks) {
      return isPbx
          ? "Ringfence sees many calls to numbers that cost"
          : "Ringfence sees many calls of one account to numbers that cost";
    }
    return isPbx
        ? "Ringfence locks the PBX: too many calls to numbers that cost"
        : "Ringfence locks an account: too many calls to numbers that cost";
  }

  private static String steps(boolean locks, boolean isPbx) {
    return locks ? locked(isPbx) : warned();
  }

  private static String warned() {
    return """

        Nothing is locked. More of them will be.

        What to do:
          Look whether these calls are the users' own.
               GET /api/v1/calls
          If they are, raise the limits, or list whom they do not hold for.
               PUT /api/v1/protection
        """;
  }

  private static String locked(boolean isPbx) {
    String who = isPbx ? "No account can begin a call now" : "The account can begin no call now";
    return """

        %s, but to an emergency number. Incoming calls and
        calls in progress go on.

        What to do, as soon as possible:
          1. Find out which account has been abused, and end its calls.
               GET /api/v1/calls?state=active
               DELETE /api/v1/calls/{id}
          2. Change the SIP password of that account.
               POST /api/v1/accounts/{number}/password
          3. Instruct the user about handling login details and about secure behaviour
             on the Internet.
          4. %s
        """
        .formatted(who, unlock(isPbx));
  }

  private static String unlock(boolean isPbx) {
    return isPbx
        ? """
        Unlock the PBX again.
               DELETE /api/v1/pbx-lock"""
        : """
        Unlock the account again. One that is not Ringfence's own but the PBX's
             is not locked by this: lock it there.
               PUT /api/v1/accounts/{number} {"locked":false}""";
  }
}
