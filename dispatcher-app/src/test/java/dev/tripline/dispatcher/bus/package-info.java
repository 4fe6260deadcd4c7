/// Tests of the event buses through EventBridge's own clients.
@NullMarked
package dev.tripline.dispatcher.bus;

import org.jspecify.annotations.NullMarked;
