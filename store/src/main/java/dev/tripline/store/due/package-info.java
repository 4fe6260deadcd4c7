/// Where due work is found: which functions have some, and where live entries of an index begin.
@NullMarked
package dev.tripline.store.due;

import org.jspecify.annotations.NullMarked;
