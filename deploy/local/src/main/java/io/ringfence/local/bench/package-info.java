/// The benchmarks of `./ringfence bench`, beside peers where these are installed.
@NullMarked
package io.ringfence.local.bench;

import org.jspecify.annotations.NullMarked;
