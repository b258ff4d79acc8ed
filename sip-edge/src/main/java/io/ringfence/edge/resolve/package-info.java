/// Locating SIP servers (RFC 3263). Pure but for [io.ringfence.edge.resolve.Names], a port.
@NullMarked
package io.ringfence.edge.resolve;

import org.jspecify.annotations.NullMarked;
