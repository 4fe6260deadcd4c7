/// Connections to brokers and their management API, at addresses that were judged.
@NullMarked
package dev.tripline.adapter.rabbitmq.network;

import org.jspecify.annotations.NullMarked;
