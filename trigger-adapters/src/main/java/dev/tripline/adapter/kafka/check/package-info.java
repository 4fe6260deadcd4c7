/// The look at a topic of Kafka before it is read.
@NullMarked
package dev.tripline.adapter.kafka.check;

import org.jspecify.annotations.NullMarked;
