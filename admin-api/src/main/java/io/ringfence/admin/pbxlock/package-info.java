/// The lock of the PBX: nobody calls out while it is on.
@NullMarked
package io.ringfence.admin.pbxlock;

import org.jspecify.annotations.NullMarked;
