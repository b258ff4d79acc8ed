@NullMarked
package io.ringfence.firewall.dryrun;

import org.jspecify.annotations.NullMarked;
