/// What happened, from the bus into PostgreSQL: the security log and every block ever decided.
/// It may be late; nothing else waits for it.
@NullMarked
package io.ringfence.guard.history;

import org.jspecify.annotations.NullMarked;
