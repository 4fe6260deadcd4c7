/// Dead letters as rows of a table.
@NullMarked
package dev.tripline.store.deadletter;

import org.jspecify.annotations.NullMarked;
