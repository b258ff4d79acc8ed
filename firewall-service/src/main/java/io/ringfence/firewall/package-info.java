/// The node agent: IP groups, service rules and blocks brought in force in the kernel.
@NullMarked
package io.ringfence.firewall;

import org.jspecify.annotations.NullMarked;
