/// Traces of invocations: the ids that a function sees, and the span that is recorded at its end.
@NullMarked
package dev.tripline.runtime.trace;

import org.jspecify.annotations.NullMarked;
