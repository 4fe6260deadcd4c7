/// Keeps triggers, and shows and changes them over REST.
@NullMarked
package dev.tripline.dispatcher.trigger.registry;

import org.jspecify.annotations.NullMarked;
