/// Keeps what is in force equal to what is desired: one owner, transactions, retries, reports. No
/// framework; time is passed in.
@NullMarked
package io.ringfence.firewall.enforcement;

import org.jspecify.annotations.NullMarked;
