/// Damage of a store, and outages under it.
@NullMarked
package dev.tripline.store.fault;

import org.jspecify.annotations.NullMarked;
