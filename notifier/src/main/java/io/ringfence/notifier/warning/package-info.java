/// What an administrator is told about an alert, as finished mails. Pure: no clock, no
/// network.
@NullMarked
package io.ringfence.notifier.warning;

import org.jspecify.annotations.NullMarked;
