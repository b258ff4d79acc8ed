/// Shows what would be enforced, and enforces nothing.
@NullMarked
package io.ringfence.firewall.dryrun;

import org.jspecify.annotations.NullMarked;
