package dev.tripline.dispatcher.destination;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.AmqpExchange;
import dev.tripline.retry.destination.Destination.AwsResource;
import dev.tripline.retry.destination.Destination.EventBus;
import dev.tripline.retry.destination.Destination.HttpUrl;
import dev.tripline.retry.destination.Destination.KafkaTopic;
import dev.tripline.retry.destination.Destination.LambdaFunction;
import dev.tripline.retry.destination.Destination.MalformedAmqp;
import dev.tripline.retry.destination.Destination.OtherArn;
import dev.tripline.retry.destination.Destination.Unknown;
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
  private final Supplier<EventBuses> buses;

  /// @param functions asked at each check only: functions themselves refer to destinations
  CheckedDestinations(
      Supplier<Functions> functions,
      ConnectionSettings connections,
      GuardedHttp http,
      Supplier<EventBuses> buses) {
    this.buses = buses;
    this.functions = functions;
    this.connections = connections;
    this.http = http;
  }

  @Override
  public Optional<String> objection(String destination, Use use) {
    return switch (Destination.parse(destination)) {
      case AwsResource resource -> resource.objection(use);
      case EventBus _ when use == Use.DEAD_LETTER ->
          Optional.of("an event bus takes records of invocations, not their events");
      case EventBus(AwsArn arn) ->
          buses.get().has(arn)
              ? Optional.empty()
              : Optional.of("there is no event bus " + destination);
      case OtherArn(_, String service) when !service.isEmpty() && !service.equals("lambda") ->
          Optional.of(notSentTo(service));
      case OtherArn _ -> Optional.of(noFunction(destination));
      case LambdaFunction(String arn) -> {
        Functions known = functions.get();
        yield known.parse(arn).filter(known::exists).isPresent()
            ? Optional.empty()
            : Optional.of(noFunction(arn));
      }
      case AmqpExchange exchange ->
          connections.find(exchange.connection()).isPresent()
              ? Optional.empty()
              : Optional.of(
                  "there is no connection " + exchange.connection() + " in tripline.connections");
      case MalformedAmqp(String why) -> Optional.of(why);
      case HttpUrl(String url) -> {
        try {
          yield http.objection(new URI(url));
        } catch (URISyntaxException e) {
          yield Optional.of("not a URL: " + e.getMessage());
        }
      }
      case KafkaTopic _, Unknown _ ->
          Optional.of(
              "the ARN of a function, a queue, a topic or a bucket,"
                  + " amqp://CONNECTION/EXCHANGE/ROUTING-KEY or an http(s) URL is expected");
    };
  }

  private static String notSentTo(String service) {
    return "records cannot be sent to " + service;
  }

  private static String noFunction(String arn) {
    return "there is no function " + arn;
  }
}
