/// Topics of Kafka as a source: its form, its runs, its face as an event source mapping.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.kafka;

import org.jspecify.annotations.NullMarked;
