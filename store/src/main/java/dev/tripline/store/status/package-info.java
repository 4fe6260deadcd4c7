/// The state of triggers as rows of a table.
@NullMarked
package dev.tripline.store.status;

import org.jspecify.annotations.NullMarked;
