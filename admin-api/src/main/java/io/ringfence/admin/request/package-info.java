/// Reading requests: strict JSON, merged edits, pages and entity tags.
@NullMarked
package io.ringfence.admin.request;

import org.jspecify.annotations.NullMarked;
