/// A month of a whole town of phones and of those who attack it, in virtual time.
@NullMarked
package io.ringfence.guard.simulation;

import org.jspecify.annotations.NullMarked;
