/// Handing the outbox's mails to the mail server.
@NullMarked
package io.ringfence.notifier.mail;

import org.jspecify.annotations.NullMarked;
