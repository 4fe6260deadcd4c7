package dev.tripline.sdk.testing;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.tripline.sdk.Invocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A Lambda context for tests: keeps the log, counts the remaining time down.
public final class FakeContext implements Context {
  private final String requestId;
  private final int attempt;
  private final boolean dryRun;
  private final long deadline;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  public FakeContext(String requestId, int attempt, Duration timeout) {
    this(requestId, attempt, timeout, false);
  }

  /// @param dryRun whether the function is told that it is one
  public FakeContext(String requestId, int attempt, Duration timeout, boolean dryRun) {
    this.requestId = requestId;
    this.attempt = attempt;
    this.dryRun = dryRun;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /// Everything logged so far.
  public String log() {
    return String.join("", log);
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/" + getFunctionName();
  }

  @Override
  public String getLogStreamName() {
    return "test";
  }

  @Override
  public String getFunctionName() {
    return "function-under-test";
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + getFunctionName();
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  /// Null if there is nothing to tell; from the second attempt on it tells the attempt, and in a dry run
  /// that it is one, as the dispatcher does.
  @Override
  public @Nullable ClientContext getClientContext() {
    Map<String, String> custom = new HashMap<>();
    if (attempt > 1) {
      custom.put(Invocation.ATTEMPT_KEY, Integer.toString(attempt));
    }
    if (dryRun) {
      custom.put(Invocation.DRY_RUN_KEY, "true");
    }
    return custom.isEmpty() ? null : new Told(Map.copyOf(custom));
  }

  @Override
  public int getRemainingTimeInMillis() {
    return (int) Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
  }

  @Override
  public int getMemoryLimitInMB() {
    return 128;
  }

  @Override
  public LambdaLogger getLogger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        log.add(message);
      }

      @Override
      public void log(byte[] message) {
        log.add(new String(message, StandardCharsets.UTF_8));
      }
    };
  }

  private record Told(Map<String, String> custom) implements ClientContext {
    @Override
    public @Nullable Client getClient() {
      return null;
    }

    @Override
    public Map<String, String> getCustom() {
      return custom;
    }

    @Override
    public Map<String, String> getEnvironment() {
      return Map.of();
    }
  }
}
