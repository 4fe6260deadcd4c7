/// Contracts of what is kept about dead letters.
@NullMarked
package dev.tripline.testkit.store.deadletter;

import org.jspecify.annotations.NullMarked;
