/// What is learnt of logins that a PBX decides on: whose they are, and how they ended. Pure.
@NullMarked
package io.ringfence.edge.guard;

import org.jspecify.annotations.NullMarked;
