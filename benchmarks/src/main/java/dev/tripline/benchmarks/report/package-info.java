/// Figures of a benchmark with their targets, and the readings of the machine they are made of.
@NullMarked
package dev.tripline.benchmarks.report;

import org.jspecify.annotations.NullMarked;
