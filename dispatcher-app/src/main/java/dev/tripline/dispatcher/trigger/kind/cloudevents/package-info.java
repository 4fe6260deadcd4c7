/// CloudEvents over HTTP as a source: their form and their receiver.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.cloudevents;

import org.jspecify.annotations.NullMarked;
