/// Real PostgreSQL and Kafka for tests, embedded or in containers, and small clients to look at
/// them.
@NullMarked
package io.ringfence.testing;

import org.jspecify.annotations.NullMarked;
