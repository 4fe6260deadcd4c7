/// Tests of functions in networks of their own.
@NullMarked
package dev.tripline.runtime.network;

import org.jspecify.annotations.NullMarked;
