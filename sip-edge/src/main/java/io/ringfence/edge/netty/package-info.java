/// SIP over UDP, TCP, TLS and WebSocket on Netty.
@NullMarked
package io.ringfence.edge.netty;

import org.jspecify.annotations.NullMarked;
