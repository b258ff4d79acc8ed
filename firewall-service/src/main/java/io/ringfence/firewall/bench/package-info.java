/// What enforcing costs; run by `./ringfence bench firewall` as a process of its own.
@NullMarked
package io.ringfence.firewall.bench;

import org.jspecify.annotations.NullMarked;
