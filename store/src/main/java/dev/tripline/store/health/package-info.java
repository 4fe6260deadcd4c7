/// The health of the queue's tables: what keeps the database from removing rows that are gone.
@NullMarked
package dev.tripline.store.health;

import org.jspecify.annotations.NullMarked;
