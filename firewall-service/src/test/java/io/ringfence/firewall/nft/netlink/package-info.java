@NullMarked
package io.ringfence.firewall.nft.netlink;

import org.jspecify.annotations.NullMarked;
