/// The credentials that workers of functions start with.
@NullMarked
package dev.tripline.dispatcher.function.credential;

import org.jspecify.annotations.NullMarked;
