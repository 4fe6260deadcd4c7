/// Redrive runs as rows of tables.
@NullMarked
package dev.tripline.store.redrive;

import org.jspecify.annotations.NullMarked;
