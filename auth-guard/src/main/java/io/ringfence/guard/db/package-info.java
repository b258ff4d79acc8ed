/// History's tables in PostgreSQL.
@NullMarked
package io.ringfence.guard.db;

import org.jspecify.annotations.NullMarked;
