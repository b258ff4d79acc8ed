/// The outbox in PostgreSQL.
@NullMarked
package io.ringfence.notifier.db;

import org.jspecify.annotations.NullMarked;
