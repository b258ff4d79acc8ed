/// What `./ringfence` hands over to: reading the command line and calling the command.
@NullMarked
package io.ringfence.local;

import org.jspecify.annotations.NullMarked;
