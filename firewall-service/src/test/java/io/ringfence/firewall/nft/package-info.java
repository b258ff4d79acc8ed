@NullMarked
package io.ringfence.firewall.nft;

import org.jspecify.annotations.NullMarked;
