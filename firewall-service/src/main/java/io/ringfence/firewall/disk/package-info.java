/// The last known good state, on the node's own disk.
@NullMarked
package io.ringfence.firewall.disk;

import org.jspecify.annotations.NullMarked;
