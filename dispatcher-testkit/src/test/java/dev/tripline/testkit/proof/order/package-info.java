/// The checker of order catches what it is there for.
@NullMarked
package dev.tripline.testkit.proof.order;

import org.jspecify.annotations.NullMarked;
