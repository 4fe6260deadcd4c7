/// Settled events of triggers, counted in the transactions that settle them.
@NullMarked
package dev.tripline.store.settlement;

import org.jspecify.annotations.NullMarked;
