/// The checker catches what it is there for.
@NullMarked
package dev.tripline.testkit.proof;

import org.jspecify.annotations.NullMarked;
