/// What happens, in numbers.
@NullMarked
package io.ringfence.edge.metrics;

import org.jspecify.annotations.NullMarked;
