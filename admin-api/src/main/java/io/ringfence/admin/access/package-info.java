/// Who may do what: API tokens, console users, roles, blocked sources.
@NullMarked
package io.ringfence.admin.access;

import org.jspecify.annotations.NullMarked;
