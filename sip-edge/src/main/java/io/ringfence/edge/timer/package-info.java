/// Timers on a wheel. Pure: the time is passed in.
@NullMarked
package io.ringfence.edge.timer;

import org.jspecify.annotations.NullMarked;
