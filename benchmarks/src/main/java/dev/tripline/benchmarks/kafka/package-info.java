/// Triggers on Kafka topics, beside a bare consumer of the same topic.
@NullMarked
package dev.tripline.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
