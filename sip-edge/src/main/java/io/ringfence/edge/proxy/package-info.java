/// The stateful proxy (RFC 3261 §16): who may call, where to, and which answer goes back. Pure.
@NullMarked
package io.ringfence.edge.proxy;

import org.jspecify.annotations.NullMarked;
