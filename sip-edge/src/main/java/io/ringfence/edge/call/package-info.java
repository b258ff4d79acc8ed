/// The calls that pass (RFC 3261 §12), numbers as they are dialled, and what a lock forbids. Pure.
@NullMarked
package io.ringfence.edge.call;

import org.jspecify.annotations.NullMarked;
