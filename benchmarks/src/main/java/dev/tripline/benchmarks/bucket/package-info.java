/// Measures the listing of buckets.
@NullMarked
package dev.tripline.benchmarks.bucket;

import org.jspecify.annotations.NullMarked;
