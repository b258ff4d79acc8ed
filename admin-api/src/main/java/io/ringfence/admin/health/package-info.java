/// Whether the service can do its job, and why not.
@NullMarked
package io.ringfence.admin.health;

import org.jspecify.annotations.NullMarked;
