/// How values are put in words, in mails and explanations alike.
@NullMarked
package io.ringfence.contracts.text;

import org.jspecify.annotations.NullMarked;
