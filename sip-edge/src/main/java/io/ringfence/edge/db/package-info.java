/// Accounts from PostgreSQL.
@NullMarked
package io.ringfence.edge.db;

import org.jspecify.annotations.NullMarked;
