/// Container images in the making, and a registry that holds some.
@NullMarked
package dev.tripline.testkit.image;

import org.jspecify.annotations.NullMarked;
