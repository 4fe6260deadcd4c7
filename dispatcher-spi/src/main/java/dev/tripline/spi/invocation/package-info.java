/// Invocations: what a function is asked, and what became of it.
@NullMarked
package dev.tripline.spi.invocation;

import org.jspecify.annotations.NullMarked;
