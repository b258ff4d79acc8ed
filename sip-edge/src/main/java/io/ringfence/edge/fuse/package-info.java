/// The fuse: no password of a source is evaluated past the policy's limit. Pure.
@NullMarked
package io.ringfence.edge.fuse;

import org.jspecify.annotations.NullMarked;
