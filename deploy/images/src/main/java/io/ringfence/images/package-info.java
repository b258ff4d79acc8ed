/// Container images of the services as tarballs, made without a container engine.
@NullMarked
package io.ringfence.images;

import org.jspecify.annotations.NullMarked;
