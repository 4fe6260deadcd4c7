package dev.tripline.adapter.aws;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// A client that tells an interrupt in the way that the SDK knows.
///
/// The SDK's client on Apache HttpClient 5 answers an interrupt while it waits for a connection of its
/// pool by a [CancellationException], sometimes without the thread's interrupt status. The SDK passes
/// that on, so whoever waits for an [software.amazon.awssdk.core.exception.SdkException] would end
/// as if by a fault of its own. Here it becomes an I/O error with the status set, of which the SDK
/// makes its [software.amazon.awssdk.core.exception.AbortedException].
public final class InterruptibleHttpClient implements SdkHttpClient {
  private final SdkHttpClient client;

  /// @param client is closed with this one
  public InterruptibleHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        try {
          return prepared.call();
        } catch (CancellationException e) {
          Thread.currentThread().interrupt();
          InterruptedIOException interrupted =
              new InterruptedIOException("interrupted while waiting for a connection");
          interrupted.initCause(e);
          throw interrupted;
        }
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }
}
