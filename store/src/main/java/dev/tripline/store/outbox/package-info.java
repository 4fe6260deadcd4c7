/// Messages to destinations as rows of a table.
@NullMarked
package dev.tripline.store.outbox;

import org.jspecify.annotations.NullMarked;
