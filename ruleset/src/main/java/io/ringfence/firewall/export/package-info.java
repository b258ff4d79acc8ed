/// The rule set, and the table of ports for the outer firewall, in the words of other firewalls.
/// Pure.
@NullMarked
package io.ringfence.firewall.export;

import org.jspecify.annotations.NullMarked;
