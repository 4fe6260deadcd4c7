/// The workers of each function: when one is started, which invocation it gets, and when it ends.
@NullMarked
package dev.tripline.runtime.pool;

import org.jspecify.annotations.NullMarked;
