/// The service.
@NullMarked
package dev.tripline.dispatcher;

import org.jspecify.annotations.NullMarked;
