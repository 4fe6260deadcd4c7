/// The store's configuration, its housekeeping and the clock.
@NullMarked
package dev.tripline.dispatcher.store;

import org.jspecify.annotations.NullMarked;
