/// Who may talk to the server at all: trusted, blocked, restricted. Pure.
@NullMarked
package io.ringfence.edge.admission;

import org.jspecify.annotations.NullMarked;
