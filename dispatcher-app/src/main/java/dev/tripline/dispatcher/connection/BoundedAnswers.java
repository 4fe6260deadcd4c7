package dev.tripline.dispatcher.connection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/// Bounds the answers of object stores that the client reads into memory as a whole: listings and errors. A
/// page of a thousand keys of the greatest length, with their encoding, is far below. Objects themselves are
/// read by those who ask for them.
final class BoundedAnswers implements ExecutionInterceptor {
  private static final long LIMIT = 16L * 1024 * 1024;

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    boolean object =
        context.request() instanceof GetObjectRequest && context.httpResponse().isSuccessful();
    return object ? context.responseBody() : context.responseBody().map(Bounded::new);
  }

  /// Fails behind the limit.
  private static final class Bounded extends FilterInputStream {
    private long left = LIMIT;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        count(1);
      }
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        // Else the client would read on to the end when it closes the stream.
        if (in instanceof Abortable connection) {
          connection.abort();
        }
        throw new IOException("the answer of the store is longer than " + LIMIT + " bytes");
      }
    }
  }
}
