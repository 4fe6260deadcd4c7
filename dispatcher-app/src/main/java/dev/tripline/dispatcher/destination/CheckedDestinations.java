package dev.tripline.dispatcher.destination;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.retry.destination.DestinationAddress;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.spi.arn.AwsArn;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Supplier;

/// Checks destinations when they are registered.
final class CheckedDestinations implements Destinations {
  private final Supplier<Functions> functions;
  private final ConnectionSettings connections;
  private final GuardedHttp http;

  /// @param functions asked at each check only: functions themselves refer to destinations
  CheckedDestinations(
      Supplier<Functions> functions, ConnectionSettings connections, GuardedHttp http) {
    this.functions = functions;
    this.connections = connections;
    this.http = http;
  }

  @Override
  public Optional<String> objection(String destination, Use use) {
    Optional<AwsArn> arn = AwsArn.parse(destination).filter(a -> !a.service().equals("lambda"));
    if (arn.isPresent()) {
      return DestinationAddress.objection(arn.get(), use);
    }
    if (destination.startsWith("arn:")) {
      Functions known = functions.get();
      return known.parse(destination).filter(known::exists).isPresent()
          ? Optional.empty()
          : Optional.of("there is no function " + destination);
    }
    if (AmqpAddress.looksLikeOne(destination)) {
      return amqpObjection(destination);
    }
    if (destination.startsWith("http://") || destination.startsWith("https://")) {
      try {
        return http.objection(new URI(destination));
      } catch (URISyntaxException e) {
        return Optional.of("not a URL: " + e.getMessage());
      }
    }
    return Optional.of(
        "the ARN of a function, a queue, a topic or a bucket,"
            + " amqp://CONNECTION/EXCHANGE/ROUTING-KEY or an http(s) URL is expected");
  }

  private Optional<String> amqpObjection(String destination) {
    try {
      String name = AmqpAddress.parse(destination).connection();
      return connections.find(name).isPresent()
          ? Optional.empty()
          : Optional.of("there is no connection " + name + " in tripline.connections");
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
