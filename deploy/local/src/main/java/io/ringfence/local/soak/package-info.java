/// `./ringfence soak`: plays phones and attackers for a while and looks whether anything grows.
@NullMarked
package io.ringfence.local.soak;

import org.jspecify.annotations.NullMarked;
