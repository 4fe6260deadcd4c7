package dev.tripline.dispatcher.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A request whose body is refused at the first byte beyond a limit, whether its length was announced
/// or it comes in chunks. Nothing beyond the limit is ever held in memory.
final class LimitedRequest extends HttpServletRequestWrapper {
  private final long limit;

  LimitedRequest(HttpServletRequest request, long limit) {
    super(request);
    this.limit = limit;
  }

  /// @throws ApiProblem 413 if the announced length is over the limit
  void requireFit() {
    if (getContentLengthLong() > limit) {
      throw tooLarge();
    }
  }

  private ApiProblem tooLarge() {
    return ApiProblem.tooLarge(
        "the body of this request may have " + limit + " bytes; nothing was changed");
  }

  /// @throws ApiProblem 413, when it is read beyond the limit
  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new Limited(super.getInputStream());
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private final class Limited extends ServletInputStream {
    private final ServletInputStream body;
    private long read;

    Limited(ServletInputStream body) {
      this.body = body;
    }

    @Override
    public int read() throws IOException {
      int next = body.read();
      if (next >= 0) {
        count(1);
      }
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int got = body.read(buffer, offset, length);
      if (got > 0) {
        count(got);
      }
      return got;
    }

    private void count(int bytes) {
      read += bytes;
      if (read > limit) {
        throw tooLarge();
      }
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
