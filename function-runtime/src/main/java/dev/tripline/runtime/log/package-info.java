/// The log of a worker: the function's lines, the platform's own, and the tail that a caller asks for.
@NullMarked
package dev.tripline.runtime.log;

import org.jspecify.annotations.NullMarked;
