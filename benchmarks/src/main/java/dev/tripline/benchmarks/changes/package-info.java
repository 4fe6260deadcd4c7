/// Changes of databases under measurement.
@NullMarked
package dev.tripline.benchmarks.changes;

import org.jspecify.annotations.NullMarked;
