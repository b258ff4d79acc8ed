/// Whether the service can do its job.
@NullMarked
package io.ringfence.edge.health;

import org.jspecify.annotations.NullMarked;
