/// The running suite: its processes, ports and data folder, and the commands that start, stop and
/// show it.
@NullMarked
package io.ringfence.local.suite;

import org.jspecify.annotations.NullMarked;
