/// Locks that auth-guard orders, carried out as if an operator had set them.
@NullMarked
package io.ringfence.admin.locks;

import org.jspecify.annotations.NullMarked;
