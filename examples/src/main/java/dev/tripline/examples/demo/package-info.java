/// The demonstration of `bin/demo`: deploys the examples to a running dispatcher, sends them events, and
/// checks each outcome.
@NullMarked
package dev.tripline.examples.demo;

import org.jspecify.annotations.NullMarked;
