/// Functions that mean harm, in every world that a machine allows.
@NullMarked
package dev.tripline.runtime.hostile;

import org.jspecify.annotations.NullMarked;
