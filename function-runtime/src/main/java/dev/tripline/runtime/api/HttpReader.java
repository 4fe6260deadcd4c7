package dev.tripline.runtime.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 requests from one connection; as little HTTP as runtime clients use.
final class HttpReader {
  private static final int MAX_HEAD = 2 * 1024 * 1024; // an X-Ray cause of 1 MB is a header

  private final InputStream in;
  private byte[] buffer = new byte[16 * 1024];
  private int start;
  private int end;

  HttpReader(InputStream in) {
    this.in = in;
  }

  /// @param headers by lower-case name
  record Head(String method, String path, Map<String, String> headers) {
    long contentLength() throws IOException {
      String length = headers.get("content-length");
      return length == null ? 0 : length("content length", length, 10);
    }

    boolean chunked() {
      String coding = headers.get("transfer-encoding");
      return coding != null && coding.toLowerCase(Locale.ROOT).contains("chunked");
    }

    boolean expectsContinue() {
      return "100-continue".equalsIgnoreCase(headers.get("expect"));
    }
  }

  /// A body.
  ///
  /// @param bytes null if there were more than the limit
  /// @param trailers of a chunked body
  record Body(byte @Nullable [] bytes, Map<String, String> trailers) {}

  /// Whether the next request has begun to arrive, so that answers can go out together.
  boolean hasMore() {
    return end > start;
  }

  /// Blocks for the next request's head; null at the connection's end.
  @Nullable Head head() throws IOException {
    int scanned = start;
    while (true) {
      int close = endOfHead(Math.max(start, scanned - 3));
      if (close >= 0) {
        String text = new String(buffer, start, close - start, StandardCharsets.ISO_8859_1);
        start = close + 4;
        return parse(text);
      }
      scanned = end;
      int before = end - start;
      if (before > MAX_HEAD) {
        throw new MalformedRequestException("a request head over " + MAX_HEAD + " bytes");
      }
      int shift = start;
      if (!fill()) {
        if (before > 0) {
          throw new EOFException("the runtime hung up in a request");
        }
        return null;
      }
      scanned -= shift - start;
    }
  }

  /// Reads the whole body; what exceeds the limit is read and thrown away.
  Body body(Head head, int limit) throws IOException {
    if (head.chunked()) {
      return chunks(limit);
    }
    long length = head.contentLength();
    if (length > limit) {
      skip(length);
      return new Body(null, Map.of());
    }
    return new Body(take((int) length), Map.of());
  }

  /// @param what the length is called, for the refusal
  private static long length(String what, String digits, int radix)
      throws MalformedRequestException {
    try {
      // A sign is no digit of HTTP, but one of parseLong.
      if (!digits.startsWith("-") && !digits.startsWith("+")) {
        return Long.parseLong(digits, radix);
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw new MalformedRequestException("not a " + what + ": " + digits);
  }

  private Body chunks(int limit) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long total = 0;
    while (true) {
      String size = line();
      int semicolon = size.indexOf(';');
      long length =
          length("chunk size", (semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      if (length == 0) {
        break;
      }
      total = length > Long.MAX_VALUE - total ? Long.MAX_VALUE : total + length;
      if (total > limit) {
        skip(length);
      } else {
        body.write(take((int) length));
      }
      line();
    }
    Map<String, String> trailers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      putHeader(trailers, line);
    }
    return new Body(total > limit ? null : body.toByteArray(), trailers);
  }

  private String line() throws IOException {
    for (int at = start; ; at++) {
      if (at >= end) {
        int offset = at - start;
        if (offset > MAX_HEAD || !fill()) {
          throw new EOFException("the runtime hung up in a body");
        }
        at = start + offset;
      }
      if (buffer[at] == '\n') {
        String line = new String(buffer, start, at - start, StandardCharsets.ISO_8859_1).strip();
        start = at + 1;
        return line;
      }
    }
  }

  private byte[] take(int length) throws IOException {
    byte[] body = new byte[length];
    int ready = Math.min(length, end - start);
    System.arraycopy(buffer, start, body, 0, ready);
    start += ready;
    if (in.readNBytes(body, ready, length - ready) < length - ready) {
      throw new EOFException("the runtime hung up in a body");
    }
    return body;
  }

  private void skip(long length) throws IOException {
    int ready = (int) Math.min(length, end - start);
    start += ready;
    in.skipNBytes(length - ready);
  }

  /// Reads more behind what is there, moving it to the front if there is no room.
  private boolean fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end == buffer.length) {
      byte[] target = start > 0 ? buffer : new byte[buffer.length * 2];
      System.arraycopy(buffer, start, target, 0, end - start);
      buffer = target;
      end -= start;
      start = 0;
    }
    int n = in.read(buffer, end, buffer.length - end);
    if (n < 0) {
      return false;
    }
    end += n;
    return true;
  }

  private int endOfHead(int from) {
    for (int at = from; at + 3 < end; at++) {
      if (buffer[at] == '\r'
          && buffer[at + 1] == '\n'
          && buffer[at + 2] == '\r'
          && buffer[at + 3] == '\n') {
        return at;
      }
    }
    return -1;
  }

  private static Head parse(String text) throws IOException {
    int lineEnd = text.indexOf("\r\n");
    String line = lineEnd < 0 ? text : text.substring(0, lineEnd);
    int space = line.indexOf(' ');
    int second = line.indexOf(' ', space + 1);
    if (space < 0 || second < 0) {
      throw new MalformedRequestException("not a request: " + line);
    }
    Map<String, String> headers = HashMap.newHashMap(8);
    for (int at = lineEnd; at >= 0; ) {
      int next = text.indexOf("\r\n", at + 2);
      putHeader(headers, text.substring(at + 2, next < 0 ? text.length() : next));
      at = next;
    }
    return new Head(line.substring(0, space), line.substring(space + 1, second), headers);
  }

  private static void putHeader(Map<String, String> headers, String line) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
  }
}
