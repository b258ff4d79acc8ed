/// Blocks: what is blocked, and by hand.
@NullMarked
package io.ringfence.admin.blocks;

import org.jspecify.annotations.NullMarked;
