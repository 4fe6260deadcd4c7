/// Whose the other end of a loopback connection is.
@NullMarked
package dev.tripline.runtime.api.peer;

import org.jspecify.annotations.NullMarked;
