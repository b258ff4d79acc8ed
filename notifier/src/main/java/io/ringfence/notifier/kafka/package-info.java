/// Taking alerts from the bus, under the policy that is on the bus.
@NullMarked
package io.ringfence.notifier.kafka;

import org.jspecify.annotations.NullMarked;
