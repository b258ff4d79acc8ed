/// What Homer is told: HEP3 packets, and what is taken out of messages first. Pure.
@NullMarked
package io.ringfence.edge.hep;

import org.jspecify.annotations.NullMarked;
