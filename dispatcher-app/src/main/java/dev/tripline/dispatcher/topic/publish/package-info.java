/// Hands messages of topics to all their subscribers.
@NullMarked
package dev.tripline.dispatcher.topic.publish;

import org.jspecify.annotations.NullMarked;
