package io.ringfence.notifier.db;

import io.ringfence.notifier.warning.Mail;

/// A mail that waits in the outbox.
///
/// @param attempts how often it has been tried
public record QueuedMail(long id, int attempts, Mail mail) {}
