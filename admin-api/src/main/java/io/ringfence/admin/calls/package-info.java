/// Calls: what goes on, what went on, and ending one.
@NullMarked
package io.ringfence.admin.calls;

import org.jspecify.annotations.NullMarked;
