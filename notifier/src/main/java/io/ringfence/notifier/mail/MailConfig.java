package io.ringfence.notifier.mail;

import io.ringfence.notifier.outbox.RetryPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/// How mails are sent. The mail server itself is `quarkus.mailer.*`.
@ConfigMapping(prefix = "ringfence.mail")
public interface MailConfig {

  /// The sender's address.
  @WithDefault("ringfence@ringfence.local")
  String from();

  /// What is mailed, by the alerts' kinds.
  @WithDefault(
      "source-blocked,rule-watched,stale-password,success-after-guessing,toll-warning,"
          + "toll-critical,pbx-locked,pbx-unlocked,firewall-drift,firewall-leak,"
          + "firewall-opened,firewall-closed")
  Set<String> kinds();

  /// How many notices of each kind that blocks nobody are mailed within an hour.
  @WithDefault("20")
  int noticesPerHour();

  /// How many mails are handed over at the same time.
  @WithDefault("4")
  int senders();

  /// How long the mail server may take for one mail. A mail whose time is up is tried again,
  /// with the same Message-ID, though the server may have taken it.
  @WithDefault("PT2M")
  Duration timeout();

  /// How often the outbox is looked through for mails that are due again. New ones do not
  /// wait.
  @WithDefault("PT5S")
  Duration poll();

  /// The delay after the first failure; it doubles with each further one.
  @WithDefault("PT5S")
  Duration retryFirst();

  /// The longest delay.
  @WithDefault("PT5M")
  Duration retryCap();

  /// The try at which a refused mail is given up: after a day, with the other defaults. A relay
  /// that is set up wrongly refuses everything until somebody mends it.
  @WithDefault("300")
  int maxRefused();

  /// How long sent mails are kept. Longer than the topic `alerts` keeps its records, so that
  /// none is mailed again.
  @WithDefault("P30D")
  Duration keepSent();

  default RetryPolicy retryPolicy() {
    return new RetryPolicy(retryFirst(), retryCap(), maxRefused());
  }

  /// The domain of the sender's address.
  default String domain() {
    return from().substring(from().lastIndexOf('@') + 1);
  }
}
