@NullMarked
package io.ringfence.firewall.rules;

import org.jspecify.annotations.NullMarked;
