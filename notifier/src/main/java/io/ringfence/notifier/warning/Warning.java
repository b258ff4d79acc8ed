package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.SecurityAlert;
import java.util.List;

/// What administrators are told of an alert.
public final class Warning {

  private Warning() {}

  /// One mail for each recipient; none for an alert of a kind this version does not mail.
  ///
  /// @param domain the sender's domain, for the Message-ID
  public static List<Mail> mails(SecurityAlert alert, List<String> recipients, String domain) {
    return switch (alert.kind()) {
      case SOURCE_BLOCKED -> BlockWarning.mails(alert, recipients, domain);
      case PBX_LOCKED -> LockWarning.mails(alert, true, recipients, domain);
      case PBX_UNLOCKED -> LockWarning.mails(alert, false, recipients, domain);
      case RULE_WATCHED, STALE_PASSWORD, SUCCESS_AFTER_GUESSING, FIREWALL_DRIFT, FIREWALL_LEAK ->
          FoundNotice.mails(alert, recipients, domain);
      case TOLL_WARNING -> TollWarning.mails(alert, false, recipients, domain);
      case TOLL_CRITICAL -> TollWarning.mails(alert, true, recipients, domain);
      case FIREWALL_OPENED -> FirewallNotice.mails(alert, true, recipients, domain);
      case FIREWALL_CLOSED -> FirewallNotice.mails(alert, false, recipients, domain);
      case UNKNOWN -> List.of();
    };
  }
}
