/// Runs handlers in unit tests.
@NullMarked
package dev.tripline.sdk.testing;

import org.jspecify.annotations.NullMarked;
