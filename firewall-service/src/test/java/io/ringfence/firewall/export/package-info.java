@NullMarked
package io.ringfence.firewall.export;

import org.jspecify.annotations.NullMarked;
