/// Pure decisions: what follows a failure.
@NullMarked
package dev.tripline.retry;

import org.jspecify.annotations.NullMarked;
