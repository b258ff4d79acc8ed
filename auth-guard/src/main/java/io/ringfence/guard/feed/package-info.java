/// Lists of known attackers, kept up to date as blocks of origin `feed`.
@NullMarked
package io.ringfence.guard.feed;

import org.jspecify.annotations.NullMarked;
