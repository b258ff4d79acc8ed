/// A small SIP phone (RFC 3261, RFC 8760): enough to register, to guess passwords, and to see
/// whether anyone answers.
@NullMarked
package io.ringfence.local.sip;

import org.jspecify.annotations.NullMarked;
