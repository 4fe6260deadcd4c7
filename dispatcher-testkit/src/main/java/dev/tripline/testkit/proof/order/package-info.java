/// Proof that order is kept and nothing is lost on the way from an event source to a function: from
/// the files that publishers and functions wrote, and from dead letters read as an operator would.
/// Nothing here reads the product's tables or logs.
@NullMarked
package dev.tripline.testkit.proof.order;

import org.jspecify.annotations.NullMarked;
