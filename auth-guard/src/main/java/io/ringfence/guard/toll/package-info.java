/// Toll fraud: how much is called to numbers that cost, by account and in total. Pure decisions.
@NullMarked
package io.ringfence.guard.toll;

import org.jspecify.annotations.NullMarked;
