/// The contract of redrive runs in a store.
@NullMarked
package dev.tripline.testkit.store.redrive;

import org.jspecify.annotations.NullMarked;
