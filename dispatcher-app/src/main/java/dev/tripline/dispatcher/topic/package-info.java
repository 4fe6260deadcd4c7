/// Topics of the dispatcher's own, which subscribers get messages from without SNS.
@NullMarked
package dev.tripline.dispatcher.topic;

import org.jspecify.annotations.NullMarked;
