package com.amazonaws.services.lambda.runtime.api.client.runtimeapi.converters;

import com.amazonaws.services.lambda.runtime.api.client.UserFault;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.ErrorRequest;
import java.util.Arrays;

/// Stands in for the class of this name in AWS's runtime interface client, which leaves the stack and
/// the causes of a class that cannot be loaded to the log. Exceptions of handlers are reported as AWS
/// does.
public final class LambdaErrorConverter {
  private LambdaErrorConverter() {}

  public static ErrorRequest fromUserFault(UserFault fault) {
    return new ErrorRequest(fault.msg, fault.exception, lines(fault.trace));
  }

  public static ErrorRequest fromThrowable(Throwable thrown) {
    String type = thrown.getClass().getName();
    String message = thrown.getLocalizedMessage();
    String[] stack =
        Arrays.stream(thrown.getStackTrace())
            .map(StackTraceElement::toString)
            .toArray(String[]::new);
    return new ErrorRequest(message == null ? type : message, type, stack);
  }

  /// The stack behind its first line, which is the error itself; null if there is none.
  private static String[] lines(String trace) {
    if (trace == null || trace.isBlank()) {
      return null;
    }
    return trace
        .lines()
        .skip(1)
        .map(line -> line.strip().replaceFirst("^at ", ""))
        .toArray(String[]::new);
  }
}
