/// JSON for functions: what a payload is read into and written from.
@NullMarked
package dev.tripline.sdk.json;

import org.jspecify.annotations.NullMarked;
