/// What this installation is: its key, its data folder, its database schema.
@NullMarked
package io.ringfence.admin.installation;

import org.jspecify.annotations.NullMarked;
