/// The addresses that users of the API may have connections made to.
@NullMarked
package dev.tripline.dispatcher.network;

import org.jspecify.annotations.NullMarked;
