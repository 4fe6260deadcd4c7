package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
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
import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The destinations that are accepted, with AWS's answers for the others: functions, standard
/// queues and topics, event buses, buckets for failures, and as our own extension AMQP exchanges and HTTP URLs.
public record DestinationRules(Functions functions, Destinations ours) {
  /// @param destination of a record about an asynchronous invocation; null or empty for none
  /// @param self the function that it is set for
  /// @param described the whole configuration as AWS writes it in its answer
  @Nullable String check(
      @Nullable String destination, Use use, FunctionTarget self, String described) {
    if (destination == null || destination.isEmpty()) {
      return null;
    }
    switch (Destination.parse(destination)) {
      case KafkaTopic _, AmqpExchange _, MalformedAmqp _, HttpUrl _, EventBus _, Unknown _ ->
          requireOurs(destination, use);
      case AwsResource resource -> {
        if (resource.objection(use).isPresent()) {
          throw invalidConfig(described);
        }
      }
      case OtherArn _ -> throw invalidConfig(described);
      case LambdaFunction(String arn) -> {
        FunctionTarget target =
            existing(arn)
                .orElseThrow(
                    () -> ApiException.invalid("The destination ARN " + arn + " is invalid."));
        if (target.name().equals(self.name())) {
          throw ApiException.invalid("You can't specify the function as a destination for itself.");
        }
      }
    }
    return destination;
  }

  void requireDeadLetterTarget(String target) {
    switch (Destination.parse(target)) {
      case KafkaTopic _, AmqpExchange _, MalformedAmqp _, HttpUrl _, Unknown _ ->
          requireOurs(target, Use.DEAD_LETTER);
      case AwsResource _, EventBus _, OtherArn _ ->
          ours.objection(target, Use.DEAD_LETTER)
              .ifPresent(why -> {
                throw ApiException.invalid("The target ARN " + target + " is invalid: " + why);
              });
      case LambdaFunction(String arn) -> {
        if (existing(arn).isEmpty()) {
          throw ApiException.invalid("The target ARN " + arn + " is invalid.");
        }
      }
    }
  }

  private Optional<FunctionTarget> existing(String arn) {
    return functions.parse(arn).filter(functions::exists);
  }

  private void requireOurs(String destination, Use use) {
    ours.objection(destination, use)
        .ifPresent(why -> {
          throw ApiException.invalid("The destination " + destination + " is invalid: " + why);
        });
  }

  private static ApiException invalidConfig(String described) {
    return ApiException.invalid("The provided destination config " + described + " is invalid.");
  }
}
