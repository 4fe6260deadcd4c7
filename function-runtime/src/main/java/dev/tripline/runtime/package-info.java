/// What runs a function: packages, layers, worker processes and the Runtime API.
@NullMarked
package dev.tripline.runtime;

import org.jspecify.annotations.NullMarked;
