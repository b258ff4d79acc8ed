/// Addresses, prefixes, ranges and sets of them, parsed once into types that cannot be wrong.
@NullMarked
package io.ringfence.contracts.net;

import org.jspecify.annotations.NullMarked;
