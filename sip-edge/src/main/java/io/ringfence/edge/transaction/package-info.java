/// Transactions (RFC 3261 §17, RFC 6026): retransmissions are sent and absorbed here. Pure.
@NullMarked
package io.ringfence.edge.transaction;

import org.jspecify.annotations.NullMarked;
