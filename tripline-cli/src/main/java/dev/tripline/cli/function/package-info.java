/// Commands that deploy, call and watch functions.
@NullMarked
package dev.tripline.cli.function;

import org.jspecify.annotations.NullMarked;
