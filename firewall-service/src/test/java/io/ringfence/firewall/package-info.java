@NullMarked
package io.ringfence.firewall;

import org.jspecify.annotations.NullMarked;
