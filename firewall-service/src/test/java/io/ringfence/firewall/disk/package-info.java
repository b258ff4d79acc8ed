@NullMarked
package io.ringfence.firewall.disk;

import org.jspecify.annotations.NullMarked;
