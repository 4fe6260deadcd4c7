/// Proof that nothing is lost: what publishers, functions and operators saw from outside, and an
/// independent verdict on it. Nothing here reads the product's tables or logs.
@NullMarked
package dev.tripline.testkit.proof;

import org.jspecify.annotations.NullMarked;
