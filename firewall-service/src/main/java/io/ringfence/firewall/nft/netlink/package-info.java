/// Netlink to the kernel's netfilter, as bytes; what the bytes say is nf_tables' matter.
@NullMarked
package io.ringfence.firewall.nft.netlink;

import org.jspecify.annotations.NullMarked;
