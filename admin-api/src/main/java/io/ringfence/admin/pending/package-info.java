/// Changes of the firewall: rehearsed first, and taken back by themselves unless confirmed.
@NullMarked
package io.ringfence.admin.pending;

import org.jspecify.annotations.NullMarked;
