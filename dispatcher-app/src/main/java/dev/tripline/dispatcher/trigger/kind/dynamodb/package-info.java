/// Streams of DynamoDB tables as a source: its form, its runs, its face as an event source mapping.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.dynamodb;

import org.jspecify.annotations.NullMarked;
