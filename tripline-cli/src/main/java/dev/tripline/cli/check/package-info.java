/// The command that looks for what is wrong with a dispatcher or with the way to it.
@NullMarked
package dev.tripline.cli.check;

import org.jspecify.annotations.NullMarked;
