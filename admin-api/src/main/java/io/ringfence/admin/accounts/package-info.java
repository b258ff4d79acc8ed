/// SIP accounts and their secrets.
@NullMarked
package io.ringfence.admin.accounts;

import org.jspecify.annotations.NullMarked;
