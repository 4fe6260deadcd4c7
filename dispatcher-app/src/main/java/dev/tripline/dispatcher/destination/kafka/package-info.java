/// Topics of Kafka as destinations.
@NullMarked
package dev.tripline.dispatcher.destination.kafka;

import org.jspecify.annotations.NullMarked;
