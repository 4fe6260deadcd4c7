/// Kafka topics as stream sources.
@NullMarked
package dev.tripline.adapter.kafka;

import org.jspecify.annotations.NullMarked;
