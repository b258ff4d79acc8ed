/// STUN keep-alives of flows over UDP (RFC 5626 §8). Pure.
@NullMarked
package io.ringfence.edge.stun;

import org.jspecify.annotations.NullMarked;
