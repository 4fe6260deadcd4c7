package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;

/// A message as it came over one channel. The body stays bytes: nothing in this package interprets
/// or deserialises it.
record RabbitMessage(
    RabbitSession session,
    long deliveryTag,
    boolean redelivered,
    BasicProperties properties,
    byte[] body) {}
