/// SIP over UDP and TCP on Netty.
@NullMarked
package io.ringfence.edge.netty;

import org.jspecify.annotations.NullMarked;
