/// The page of the store.
@NullMarked
package dev.tripline.dispatcher.dashboard.store;

import org.jspecify.annotations.NullMarked;
