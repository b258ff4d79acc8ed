/// The demonstration and the latency benchmark: an attack on a running suite, seen from outside.
@NullMarked
package io.ringfence.local.demo;

import org.jspecify.annotations.NullMarked;
