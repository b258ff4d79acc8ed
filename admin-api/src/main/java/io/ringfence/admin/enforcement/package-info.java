/// What the enforcers on the nodes have applied.
@NullMarked
package io.ringfence.admin.enforcement;

import org.jspecify.annotations.NullMarked;
