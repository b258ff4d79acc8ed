/// What comes from Kafka and goes to it.
@NullMarked
package io.ringfence.firewall.kafka;

import org.jspecify.annotations.NullMarked;
