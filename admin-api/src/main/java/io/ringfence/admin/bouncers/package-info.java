/// CrowdSec's bouncers enforce our blocks: the part of its local API that they speak.
@NullMarked
package io.ringfence.admin.bouncers;

import org.jspecify.annotations.NullMarked;
