/// Queues of RabbitMQ as a source: its form, its runs, its face as an event source mapping.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import org.jspecify.annotations.NullMarked;
