/// Proof that a killed dispatcher loses nothing.
@NullMarked
package dev.tripline.dispatcher.crash;

import org.jspecify.annotations.NullMarked;
