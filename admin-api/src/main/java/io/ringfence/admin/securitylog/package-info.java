/// The security log and its live tail.
@NullMarked
package io.ringfence.admin.securitylog;

import org.jspecify.annotations.NullMarked;
