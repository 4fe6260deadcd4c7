/// The audit as rows of a table.
@NullMarked
package dev.tripline.store.audit;

import org.jspecify.annotations.NullMarked;
