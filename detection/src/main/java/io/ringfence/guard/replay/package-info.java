/// What has happened, decided once more: the decisions of [io.ringfence.guard.detect] on attempts
/// of the past, in memory. Nothing is announced.
@NullMarked
package io.ringfence.guard.replay;

import org.jspecify.annotations.NullMarked;
