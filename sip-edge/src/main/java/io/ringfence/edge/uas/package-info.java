/// The user agent server: from a message to its answer (RFC 3261 §8.2). Pure.
@NullMarked
package io.ringfence.edge.uas;

import org.jspecify.annotations.NullMarked;
