/// sip-edge: the SIP registrar that counts failed logins and drops who is blocked. This package
/// puts the parts together.
@NullMarked
package io.ringfence.edge;

import org.jspecify.annotations.NullMarked;
