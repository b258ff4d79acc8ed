/// Protection against password guessing.
@NullMarked
package io.ringfence.admin.protection;

import org.jspecify.annotations.NullMarked;
