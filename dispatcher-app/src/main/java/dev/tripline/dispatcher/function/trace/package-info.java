/// Traces of invocations, exported to a collector.
@NullMarked
package dev.tripline.dispatcher.function.trace;

import org.jspecify.annotations.NullMarked;
