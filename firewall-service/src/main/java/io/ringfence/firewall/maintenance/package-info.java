/// Lets an administrator of the node back in: for a time nothing is dropped.
@NullMarked
package io.ringfence.firewall.maintenance;

import org.jspecify.annotations.NullMarked;
