/// Who changed what.
@NullMarked
package io.ringfence.admin.audit;

import org.jspecify.annotations.NullMarked;
