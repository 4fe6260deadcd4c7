/// Events of the built-in sources, ready to be an [dev.tripline.sdk.EventHandler]'s input.
@NullMarked
package dev.tripline.sdk.event;

import org.jspecify.annotations.NullMarked;
