/// What other phone systems tell of logins (log lines, Asterisk's manager) as attempts on the bus.
@NullMarked
package io.ringfence.guard.sensor;

import org.jspecify.annotations.NullMarked;
