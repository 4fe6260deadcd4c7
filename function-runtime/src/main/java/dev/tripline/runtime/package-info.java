/// Runs functions in worker processes; the entry to all packages below.
@NullMarked
package dev.tripline.runtime;

import org.jspecify.annotations.NullMarked;
