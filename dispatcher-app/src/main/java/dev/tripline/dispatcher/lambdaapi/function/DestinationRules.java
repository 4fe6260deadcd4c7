package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The destinations that are accepted, with AWS's answers for the others: functions, standard
/// queues and topics, buckets for failures, and as our own extension AMQP exchanges and HTTP URLs.
public record DestinationRules(Functions functions, Destinations ours) {
  private static final Set<String> AWS = Set.of("sqs", "sns", "s3");

  /// @param destination of a record about an asynchronous invocation; null or empty for none
  /// @param self the function that it is set for
  /// @param described the whole configuration as AWS writes it in its answer
  @Nullable String check(
      @Nullable String destination, Use use, FunctionTarget self, String described) {
    if (destination == null || destination.isEmpty()) {
      return null;
    }
    if (!destination.startsWith("arn:")) {
      requireOurs(destination, use);
      return destination;
    }
    String service = destination.split(":", 4)[2];
    if (service.equals("events")) {
      throw notOffered(destination);
    }
    if (AWS.contains(service) && ours.objection(destination, use).isEmpty()) {
      return destination;
    }
    if (!service.equals("lambda") || !destination.contains(":function:")) {
      throw ApiException.invalid("The provided destination config " + described + " is invalid.");
    }
    Optional<FunctionTarget> target = functions.parse(destination).filter(functions::exists);
    if (target.isEmpty()) {
      throw ApiException.invalid("The destination ARN " + destination + " is invalid.");
    }
    if (target.get().name().equals(self.name())) {
      throw ApiException.invalid("You can't specify the function as a destination for itself.");
    }
    return destination;
  }

  void requireDeadLetterTarget(String target) {
    if (!target.startsWith("arn:")) {
      requireOurs(target, Use.DEAD_LETTER);
      return;
    }
    if (!target.contains(":function:")) {
      ours.objection(target, Use.DEAD_LETTER)
          .ifPresent(why -> {
            throw ApiException.invalid("The target ARN " + target + " is invalid: " + why);
          });
      return;
    }
    if (functions.parse(target).filter(functions::exists).isEmpty()) {
      throw ApiException.invalid("The target ARN " + target + " is invalid.");
    }
  }

  private void requireOurs(String destination, Use use) {
    ours.objection(destination, use)
        .ifPresent(why -> {
          throw ApiException.invalid("The destination " + destination + " is invalid: " + why);
        });
  }

  private static ApiException notOffered(String destination) {
    return ApiException.invalid(
        "The destination "
            + destination
            + " is not offered yet: use the ARN of a function, a queue, a topic or a bucket,"
            + " amqp://CONNECTION/EXCHANGE/ROUTING-KEY or an http(s) URL.");
  }
}
