@NullMarked
package io.ringfence.firewall.enforcement;

import org.jspecify.annotations.NullMarked;
