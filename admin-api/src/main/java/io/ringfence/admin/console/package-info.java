/// The web console: pages for people, over the resources of the REST interface. What a page changes
/// goes through the same resource as a script's request: same roles, checks, rehearsal and audit.
@NullMarked
package io.ringfence.admin.console;

import org.jspecify.annotations.NullMarked;
