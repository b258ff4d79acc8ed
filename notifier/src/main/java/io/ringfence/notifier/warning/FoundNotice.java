package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;

/// The notice of what was found without anybody being blocked for it: what, of whom, and what to
/// look at.
final class FoundNotice {

  private FoundNotice() {}

  /// One mail for each recipient.
  static List<Mail> mails(SecurityAlert alert, List<String> recipients, String domain) {
    String body = what(alert.kind()) + ".\n\n" + Facts.of(alert) + steps(alert.kind());
    return recipients.stream()
        .map(
            recipient ->
                Mail.to(
                    recipient,
                    alert.eventId(),
                    alert.kind().wireName(),
                    domain,
                    subject(alert.kind()),
                    body))
        .toList();
  }

  /// Holds nothing that anybody else has written.
  private static String subject(SecurityAlert.Kind kind) {
    return switch (kind) {
      case STALE_PASSWORD -> "Ringfence found a phone with an old password";
      case SUCCESS_AFTER_GUESSING -> "Ringfence found a login that followed password guessing";
      case FIREWALL_DRIFT -> "Ringfence found its firewall rules changed, again";
      case FIREWALL_LEAK -> "Ringfence found a kernel that lets blocked sources through";
      default -> "Ringfence found something and blocked nobody";
    };
  }

  private static String what(SecurityAlert.Kind kind) {
    return switch (kind) {
      case STALE_PASSWORD ->
          "A phone logs in with a password that its account had until lately. It is not blocked\n"
              + "for that";
      case SUCCESS_AFTER_GUESSING ->
          "A login succeeded right after others had failed: the password may have been guessed";
      case FIREWALL_DRIFT ->
          "Somebody else changes or removes the firewall rules of a node, again and again. They were\n"
              + "put right within seconds, and were not in force until then";
      case FIREWALL_LEAK ->
          """
          The kernel of a node says that it holds the blocks, and sip-edge on that node still gets
          packets of blocked sources. It refuses them: nobody can log in or call. But what else
          listens on that node may be reached by them""";
      default ->
          "A rule found what it is for, and blocked nobody: it is in watch mode, or others would\n"
              + "have been harmed";
    };
  }

  private static String steps(SecurityAlert.Kind kind) {
    return switch (kind) {
      case STALE_PASSWORD ->
          """

          What to do:
            Give the phone the account's new SIP password, by provisioning or by hand.
          """;
      case SUCCESS_AFTER_GUESSING ->
          """

          What to do, as soon as possible:
            1. Ask the user whether that was him. Look for his logins and calls.
                 GET /api/v1/security-log?account={number}
                 GET /api/v1/calls?account={number}
            2. If it was not, change the SIP password of the account, which ends its
               registrations.
                 POST /api/v1/accounts/{number}/password
            3. Instruct the user about handling login details and about secure behaviour
               on the Internet.
          """;
      case FIREWALL_DRIFT ->
          """

          What to do:
            Find out who does it: another firewall program, a script that flushes all rules, a
            second Ringfence. On the node:
                 nft monitor
            Have it leave the table inet ringfence alone.
          """;
      case FIREWALL_LEAK ->
          """

          What to do:
            1. Look whether the ports of service sip are those that sip-edge listens on: the
               kernel drops towards these ports only.
                 GET /api/v1/services/sip
                 GET /api/v1/enforcement/check?source={address}&service=sip
            2. Look whether the packets get to sip-edge by a way that the kernel's rules do not
               see: another network namespace, a proxy or balancer on the node, XDP.
                 GET /api/v1/enforcement
          """;
      default ->
          """

          What to do:
            Look whether the rule was right. If so, switch it on.
                 GET /api/v1/security-log
                 PUT /api/v1/protection
          """;
    };
  }
}
