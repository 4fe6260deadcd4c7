package dev.tripline.dispatcher.lambdaapi.wire;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The answer to a call. Built and written by one thread.
public final class Answer {
  private static final byte[] NOTHING = new byte[0];

  private final int status;
  private final byte[] body;
  private final @Nullable Stream stream;
  private final List<String> headers = new ArrayList<>(4);
  private String contentType = "application/json";

  /// @param body JSON in UTF-8, or empty
  public Answer(int status, byte[] body) {
    this(status, body, null);
  }

  private Answer(int status, byte[] body, @Nullable Stream stream) {
    this.status = status;
    this.body = body;
    this.stream = stream;
  }

  /// A body that is made while it is sent.
  @FunctionalInterface
  public interface Stream {

    /// Blocks until all is written. Called once.
    ///
    /// @throws IOException if the rest cannot be had or sent: the caller must not take what it has for
    ///     the whole
    void writeTo(OutputStream out) throws IOException;
  }

  public static Answer streamed(int status, Stream body) {
    return new Answer(status, NOTHING, body);
  }

  public static Answer json(int status, JsonNode body) {
    return new Answer(status, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static Answer empty(int status) {
    return new Answer(status, NOTHING);
  }

  public Answer header(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  public Answer contentType(String type) {
    contentType = type;
    return this;
  }

  public int status() {
    return status;
  }

  void write(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    for (int i = 0; i < headers.size(); i += 2) {
      response.setHeader(headers.get(i), headers.get(i + 1));
    }
    if (stream != null) {
      response.setContentType(contentType);
      stream.writeTo(response.getOutputStream());
      return;
    }
    if (body.length > 0) {
      response.setContentType(contentType);
    }
    if (status != HttpServletResponse.SC_NO_CONTENT) {
      response.setContentLength(body.length);
      if (body.length > 0) {
        response.getOutputStream().write(body);
      }
    }
  }
}
