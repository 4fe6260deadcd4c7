/// Contracts of the stores: interfaces of tests which every implementation runs.
@NullMarked
package dev.tripline.testkit.store;

import org.jspecify.annotations.NullMarked;
