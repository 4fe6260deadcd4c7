/// Networks that functions may be in, with the addresses that they reach.
@NullMarked
package dev.tripline.dispatcher.function.network;

import org.jspecify.annotations.NullMarked;
