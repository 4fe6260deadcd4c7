package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import java.io.IOException;

/// Stands in for the class of this name in AWS's runtime interface client, which does the same in native
/// code and copies a large event several times on its way. Everything around it is AWS's.
///
/// The client may run several loops; each of its threads has a connection of its own.
final class NativeClient {
  private static final ThreadLocal<RuntimeConnection> CONNECTION = new ThreadLocal<>();

  /// The status that the native client reports if there is no answer at all.
  private static final int NO_ANSWER = -1;

  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  /// Whether the JVM is to write a start cache as it ends.
  private static final boolean TRAINS =
      "training".equals(System.getProperty("dev.tripline.snapstart"));

  private static volatile String api = "";

  private NativeClient() {}

  /// @param hostAndPort of the Runtime API
  static void init(String hostAndPort) {
    api = hostAndPort;
  }

  /// Blocks until there is an event.
  ///
  /// @throws LambdaRuntimeClientException if the Runtime API is gone
  static InvocationRequest next() {
    RuntimeConnection.Answer answer;
    try {
      answer = connection().get("/2018-06-01/runtime/invocation/next");
    } catch (IOException e) {
      if (TRAINS) {
        System.exit(0); // the start is over that was to be seen; threads of the function may run on
      }
      throw failure("Failed to get next.", NO_ANSWER, e);
    }
    if (answer.status() != OK) {
      throw new LambdaRuntimeClientException("Failed to get next.", answer.status());
    }
    InvocationRequest request = new InvocationRequest();
    request.setId(answer.header("lambda-runtime-aws-request-id"));
    request.setXrayTraceId(answer.header("lambda-runtime-trace-id"));
    request.setClientContext(answer.header("lambda-runtime-client-context"));
    request.setCognitoIdentity(answer.header("lambda-runtime-cognito-identity"));
    request.setInvokedFunctionArn(answer.header("lambda-runtime-invoked-function-arn"));
    request.setTenantId(answer.header("lambda-runtime-aws-tenant-id"));
    String deadline = answer.header("lambda-runtime-deadline-ms");
    request.setDeadlineTimeInMs(deadline == null ? 0 : Long.parseLong(deadline));
    request.setContent(answer.body());
    return request;
  }

  /// @throws LambdaRuntimeClientException if the answer of the function is not taken
  static void postInvocationResponse(byte[] requestId, byte[] response) {
    String path =
        "/2018-06-01/runtime/invocation/"
            + new String(requestId, java.nio.charset.StandardCharsets.UTF_8)
            + "/response";
    int status;
    try {
      status = connection().post(path, response).status();
    } catch (IOException e) {
      throw failure("Failed to post invocation response.", NO_ANSWER, e);
    }
    if (status != ACCEPTED) {
      throw new LambdaRuntimeClientException("Failed to post invocation response.", status);
    }
  }

  private static RuntimeConnection connection() throws IOException {
    RuntimeConnection connection = CONNECTION.get();
    if (connection == null) {
      connection = new RuntimeConnection(api, LambdaRuntimeApiClientImpl.USER_AGENT);
      CONNECTION.set(connection);
    }
    return connection;
  }

  /// The next call connects anew.
  private static LambdaRuntimeClientException failure(
      String message, int status, IOException cause) {
    RuntimeConnection broken = CONNECTION.get();
    CONNECTION.remove();
    if (broken != null) {
      broken.close();
    }
    var failure = new LambdaRuntimeClientException(message, status);
    failure.initCause(cause);
    return failure;
  }
}
