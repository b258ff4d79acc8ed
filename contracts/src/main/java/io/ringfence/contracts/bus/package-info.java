/// How the bus is used: topic names and settings, JSON, and following a compacted topic.
@NullMarked
package io.ringfence.contracts.bus;

import org.jspecify.annotations.NullMarked;
