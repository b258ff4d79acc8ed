@NullMarked
package io.ringfence.firewall.maintenance;

import org.jspecify.annotations.NullMarked;
