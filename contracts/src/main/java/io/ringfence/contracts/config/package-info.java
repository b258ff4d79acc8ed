/// Configuration documents as they travel on the `config` topic, and the snapshot they add up to.
@NullMarked
package io.ringfence.contracts.config;

import org.jspecify.annotations.NullMarked;
