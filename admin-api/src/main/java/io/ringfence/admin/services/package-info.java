/// The services of the integrated firewall.
@NullMarked
package io.ringfence.admin.services;

import org.jspecify.annotations.NullMarked;
