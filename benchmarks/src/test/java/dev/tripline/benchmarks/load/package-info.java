/// The instruments measure what they say.
@NullMarked
package dev.tripline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
