/// SIP accounts in memory. Pure.
@NullMarked
package io.ringfence.edge.account;

import org.jspecify.annotations.NullMarked;
