/// The servers that the services need: PostgreSQL, Kafka and a mailbox.
@NullMarked
package io.ringfence.local.server;

import org.jspecify.annotations.NullMarked;
