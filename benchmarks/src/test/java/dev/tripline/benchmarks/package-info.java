/// The instruments measure what they say.
@NullMarked
package dev.tripline.benchmarks;

import org.jspecify.annotations.NullMarked;
