/// The command `tripline`.
@NullMarked
package dev.tripline.cli;

import org.jspecify.annotations.NullMarked;
