/// A function with the SDK: totals of order files dropped into a folder.
@NullMarked
package dev.tripline.examples.ordertotals;

import org.jspecify.annotations.NullMarked;
