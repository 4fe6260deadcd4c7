/// The function URLs that functions have, as the registry keeps them.
@NullMarked
package dev.tripline.dispatcher.function.url;

import org.jspecify.annotations.NullMarked;
