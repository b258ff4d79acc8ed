/// SIP messages (RFC 3261): reading requests carefully, writing responses. Pure.
@NullMarked
package io.ringfence.edge.sip;

import org.jspecify.annotations.NullMarked;
