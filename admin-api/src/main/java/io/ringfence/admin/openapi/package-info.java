/// What the OpenAPI document says of every operation.
@NullMarked
package io.ringfence.admin.openapi;

import org.jspecify.annotations.NullMarked;
