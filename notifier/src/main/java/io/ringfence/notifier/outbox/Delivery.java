package io.ringfence.notifier.outbox;

/// How one try to hand a mail to the mail server ended.
public sealed interface Delivery {

  /// The server took responsibility for it.
  record Accepted() implements Delivery {}

  /// It did not work this time, for a reason that has nothing to do with this mail.
  record Deferred(String error) implements Delivery {}

  /// The server does not want this mail, or not for this recipient.
  record Refused(String error) implements Delivery {}

  /// What an SMTP reply means (RFC 5321 §4.2.3): 550 to 555 speak about the mailbox or the
  /// transaction; any other, a failed login to the server for example, is for the operator to
  /// mend.
  static Delivery failed(int replyCode, String error) {
    return replyCode >= 550 && replyCode <= 555 ? new Refused(error) : new Deferred(error);
  }
}
