/// Who would be cut off by a change of the firewall.
@NullMarked
package io.ringfence.admin.impact;

import org.jspecify.annotations.NullMarked;
