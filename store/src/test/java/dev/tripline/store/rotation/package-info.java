/// Keys of payloads in stores of either engine.
@NullMarked
package dev.tripline.store.rotation;

import org.jspecify.annotations.NullMarked;
