/// The stores alone, beside the limit of the disk.
@NullMarked
package dev.tripline.benchmarks.store;

import org.jspecify.annotations.NullMarked;
