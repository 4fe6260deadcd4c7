/// Functions that are packages: installed, invoked by workers, retired.
@NullMarked
package dev.tripline.dispatcher.function.packaged;

import org.jspecify.annotations.NullMarked;
