/// Keeps triggers in the store and runs them on this node.
@NullMarked
package dev.tripline.dispatcher.trigger.registry;

import org.jspecify.annotations.NullMarked;
