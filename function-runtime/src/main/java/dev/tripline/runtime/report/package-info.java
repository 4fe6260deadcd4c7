/// Reports of errors that a function did not word itself, or worded too long.
@NullMarked
package dev.tripline.runtime.report;

import org.jspecify.annotations.NullMarked;
