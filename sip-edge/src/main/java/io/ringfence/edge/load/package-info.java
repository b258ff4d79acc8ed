/// What to do when there is more to do than can be done. Pure.
@NullMarked
package io.ringfence.edge.load;

import org.jspecify.annotations.NullMarked;
