/// The show of `bin/demo`: deploys the examples to a running dispatcher, lets things happen, and tells
/// what became of each.
@NullMarked
package dev.tripline.examples.demo;

import org.jspecify.annotations.NullMarked;
