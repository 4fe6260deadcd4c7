/// Start of the dispatcher and of functions, and memory at rest.
@NullMarked
package dev.tripline.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
