/// The registrar (RFC 3261 §10): where accounts can be reached, and until when. Pure.
@NullMarked
package io.ringfence.edge.registrar;

import org.jspecify.annotations.NullMarked;
