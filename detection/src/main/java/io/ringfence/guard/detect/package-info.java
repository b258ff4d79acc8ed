/// What auth-guard decides: pure functions from a source's state and an event, an order or the time
/// to its next state and what is to be announced. No Kafka, no clock, no framework.
@NullMarked
package io.ringfence.guard.detect;

import org.jspecify.annotations.NullMarked;
