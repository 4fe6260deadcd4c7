package dev.tripline.sdk;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The invocation that a function serves.
///
/// @param idempotencyId the request id: the same for every attempt at one event, so a function that
///     remembers it can tell a repetition from something new
/// @param attempt 1 for the first try, 2 for the first retry. The dispatcher tells it from the second
///     try on, in the client context; where nobody tells (on AWS, for instance) it is 1
/// @param context all the rest, as AWS Lambda knows it
public record Invocation(String idempotencyId, int attempt, Context context) {
  /// The key of the client context's custom values under which the attempt is told.
  public static final String ATTEMPT_KEY = "tripline-attempt";

  /// The key of the client context's custom values that is `true` in a dry run.
  public static final String DRY_RUN_KEY = "tripline-dry-run";

  /// Reads what the runtime told about the invocation.
  public static Invocation of(Context context) {
    return new Invocation(
        context.getAwsRequestId(), attemptIn(context.getClientContext()), context);
  }

  private static @Nullable String told(@Nullable ClientContext told, String key) {
    var custom = told == null ? null : told.getCustom();
    return custom == null ? null : custom.get(key);
  }

  private static int attemptIn(@Nullable ClientContext told) {
    String attempt = told(told, ATTEMPT_KEY);
    return attempt != null && attempt.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(attempt) : 1;
  }

  /// Whether this is a shadow redrive: the event is real, and the function is to have no effects outside of
  /// itself. The dispatcher only says so; it is the function that leaves them out.
  public boolean dryRun() {
    return "true".equals(told(context.getClientContext(), DRY_RUN_KEY));
  }

  /// The time left to the function before it is stopped.
  public Duration remaining() {
    return Duration.ofMillis(context.getRemainingTimeInMillis());
  }

  /// Writes a line to the function's log.
  public void log(String line) {
    context.getLogger().log(line + "\n");
  }
}
