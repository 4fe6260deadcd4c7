/// RabbitMQ as a queue source.
@NullMarked
package dev.tripline.adapter.rabbitmq;

import org.jspecify.annotations.NullMarked;
