/// What the firewall in front of the PBX is to let through.
@NullMarked
package io.ringfence.admin.network;

import org.jspecify.annotations.NullMarked;
