/// Topics of the dispatcher's own as a source: a trigger of this kind is a subscription.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.topic;

import org.jspecify.annotations.NullMarked;
