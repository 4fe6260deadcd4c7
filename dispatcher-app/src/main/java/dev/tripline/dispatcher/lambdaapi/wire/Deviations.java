package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.List;
import java.util.Set;

/// The members that are held to something else than the published model says, each with its reason.
final class Deviations {
  private static final String OUR_DESTINATION = "amqp://[^/\\s]+/[^/\\s]*/\\S*|https?://\\S+";

  /// An unknown runtime is an invalid parameter in words of its own, which also name the remedy.
  private static final Set<String> CHECKED_LATER =
      Set.of("CreateFunction/Runtime", "UpdateFunctionConfiguration/Runtime");

  /// Besides AWS's kinds there are destinations of our own.
  private static final Set<String> OURS_TOO =
      Set.of(
          "CreateFunction/DeadLetterConfig.TargetArn",
          "UpdateFunctionConfiguration/DeadLetterConfig.TargetArn",
          "PutFunctionEventInvokeConfig/DestinationConfig.OnSuccess.Destination",
          "PutFunctionEventInvokeConfig/DestinationConfig.OnFailure.Destination",
          "UpdateFunctionEventInvokeConfig/DestinationConfig.OnSuccess.Destination",
          "UpdateFunctionEventInvokeConfig/DestinationConfig.OnFailure.Destination");

  /// DynamoDB Local writes `ddblocal` in place of a region.
  private static final String LOCAL_STREAM = "arn:aws:dynamodb:ddblocal:(\\d{12}):(.*)";

  private static final Set<String> LOCAL_STREAMS_TOO =
      Set.of("CreateEventSourceMapping/EventSourceArn", "ListEventSourceMappings/EventSourceArn");

  private Deviations() {}

  /// @param path `Operation/Member.Member`
  static List<Check> apply(String path, List<Check> published) {
    if (CHECKED_LATER.contains(path)) {
      return List.of();
    }
    if (OURS_TOO.contains(path)) {
      return or(published, OUR_DESTINATION);
    }
    return LOCAL_STREAMS_TOO.contains(path) ? or(published, LOCAL_STREAM) : published;
  }

  private static List<Check> or(List<Check> published, String pattern) {
    return published.stream().map(check -> check.orPattern(pattern)).toList();
  }
}
