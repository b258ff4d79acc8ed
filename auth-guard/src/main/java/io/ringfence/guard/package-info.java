/// What concerns auth-guard as a whole.
@NullMarked
package io.ringfence.guard;

import org.jspecify.annotations.NullMarked;
