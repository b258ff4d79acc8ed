/// Sealing of secrets at rest and keys derived for one purpose.
@NullMarked
package io.ringfence.contracts.secret;

import org.jspecify.annotations.NullMarked;
