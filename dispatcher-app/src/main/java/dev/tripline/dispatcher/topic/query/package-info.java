/// The API of SNS for topics of the dispatcher's own, as its clients call it at `/`.
@NullMarked
package dev.tripline.dispatcher.topic.query;

import org.jspecify.annotations.NullMarked;
