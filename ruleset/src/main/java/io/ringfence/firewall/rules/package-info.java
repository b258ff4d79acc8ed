/// What is to be enforced, and its nftables text. Pure: no framework, no clock, no I/O.
@NullMarked
package io.ringfence.firewall.rules;

import org.jspecify.annotations.NullMarked;
