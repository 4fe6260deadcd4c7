/// What the service is made of at start: clock, store, node.
@NullMarked
package dev.tripline.dispatcher.system;

import org.jspecify.annotations.NullMarked;
