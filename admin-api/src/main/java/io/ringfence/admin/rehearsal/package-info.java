/// Rehearsal: what a proposed policy would have decided.
@NullMarked
package io.ringfence.admin.rehearsal;

import org.jspecify.annotations.NullMarked;
