/// Connections of Kafka's client, at addresses that were judged.
@NullMarked
package dev.tripline.adapter.kafka.network;

import org.jspecify.annotations.NullMarked;
