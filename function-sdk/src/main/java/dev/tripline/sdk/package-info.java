/// What the author of a function writes against, and a client for backends.
@NullMarked
package dev.tripline.sdk;

import org.jspecify.annotations.NullMarked;
