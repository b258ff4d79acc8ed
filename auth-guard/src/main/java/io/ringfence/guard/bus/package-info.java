/// Sending to Kafka.
@NullMarked
package io.ringfence.guard.bus;

import org.jspecify.annotations.NullMarked;
