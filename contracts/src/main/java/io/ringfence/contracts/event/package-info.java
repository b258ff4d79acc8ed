/// The events on the bus. Unknown fields are ignored, unknown enum values become UNKNOWN.
@NullMarked
package io.ringfence.contracts.event;

import org.jspecify.annotations.NullMarked;
