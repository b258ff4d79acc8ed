/// Errors as RFC 9457 problem documents, for every path of the HTTP port.
@NullMarked
package io.ringfence.admin.problem;

import org.jspecify.annotations.NullMarked;
