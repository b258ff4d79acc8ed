/// TLS for SIP: certificates from files, which may change while the service runs.
@NullMarked
package io.ringfence.edge.tls;

import org.jspecify.annotations.NullMarked;
