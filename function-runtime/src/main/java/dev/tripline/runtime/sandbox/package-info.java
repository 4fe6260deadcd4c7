/// Ways to confine a worker process, and the files that a function sees in each of them.
@NullMarked
package dev.tripline.runtime.sandbox;

import org.jspecify.annotations.NullMarked;
