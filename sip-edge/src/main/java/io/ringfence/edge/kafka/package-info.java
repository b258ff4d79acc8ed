/// The bus: attempts, bindings and reports out; configuration and blocks in.
@NullMarked
package io.ringfence.edge.kafka;

import org.jspecify.annotations.NullMarked;
