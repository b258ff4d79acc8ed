/// How a mail's delivery can end, and when it is tried again. Pure: no clock, no network.
@NullMarked
package io.ringfence.notifier.outbox;

import org.jspecify.annotations.NullMarked;
