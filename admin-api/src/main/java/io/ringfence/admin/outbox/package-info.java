/// From a committed change to its record on Kafka.
@NullMarked
package io.ringfence.admin.outbox;

import org.jspecify.annotations.NullMarked;
