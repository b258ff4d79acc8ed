/// The Kafka Streams topology around the decisions of `detect`, and its life in the service.
@NullMarked
package io.ringfence.guard.kafka;

import org.jspecify.annotations.NullMarked;
