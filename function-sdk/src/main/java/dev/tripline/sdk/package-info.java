/// The interfaces of a function's author, and a client for backends.
@NullMarked
package dev.tripline.sdk;

import org.jspecify.annotations.NullMarked;
