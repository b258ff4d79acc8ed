/// Kafka as this service uses it.
@NullMarked
package io.ringfence.admin.bus;

import org.jspecify.annotations.NullMarked;
