/// Digest authentication (RFC 7616, RFC 8760): challenges, credentials, their verification. Pure.
@NullMarked
package io.ringfence.edge.digest;

import org.jspecify.annotations.NullMarked;
