/// Topics of Kafka as destinations.
@NullMarked
package dev.tripline.dispatcher.delivery.destination.kafka;

import org.jspecify.annotations.NullMarked;
