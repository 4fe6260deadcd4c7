/// A batch function with the SDK: stock movements from a queue.
@NullMarked
package dev.tripline.examples.stockmovements;

import org.jspecify.annotations.NullMarked;
