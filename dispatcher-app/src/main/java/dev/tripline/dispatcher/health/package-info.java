/// The state of the store as operators look at it.
@NullMarked
package dev.tripline.dispatcher.health;

import org.jspecify.annotations.NullMarked;
