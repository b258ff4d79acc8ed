/// IP address groups.
@NullMarked
package io.ringfence.admin.groups;

import org.jspecify.annotations.NullMarked;
