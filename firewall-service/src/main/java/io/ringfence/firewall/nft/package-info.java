/// The kernel's packet filter, through libnftables in this process.
@NullMarked
package io.ringfence.firewall.nft;

import org.jspecify.annotations.NullMarked;
