package dev.tripline.dispatcher.destination;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// A place in a broker: `amqp://CONNECTION/EXCHANGE/ROUTING-KEY`, each part URL-encoded. An empty
/// exchange (`amqp://CONNECTION//QUEUE`) is the default one, which routes to the queue of that name.
///
/// @param connection the name of a connection in the settings
public record AmqpAddress(String connection, String exchange, String routingKey) {
  private static final String SCHEME = "amqp://";

  public static boolean looksLikeOne(String text) {
    return text.startsWith(SCHEME);
  }

  /// @throws IllegalArgumentException if the text is none
  public static AmqpAddress parse(String text) {
    String[] parts =
        looksLikeOne(text) ? text.substring(SCHEME.length()).split("/", -1) : new String[0];
    if (parts.length != 3 || parts[0].isEmpty() || (parts[1].isEmpty() && parts[2].isEmpty())) {
      throw new IllegalArgumentException(
          "amqp://CONNECTION/EXCHANGE/ROUTING-KEY is expected, not '" + text + "'");
    }
    return new AmqpAddress(decode(parts[0]), decode(parts[1]), decode(parts[2]));
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
