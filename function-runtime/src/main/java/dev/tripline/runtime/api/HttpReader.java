package dev.tripline.runtime.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 requests from one connection; as little HTTP as runtime clients use. Memory grows with
/// the bytes that have arrived, never with a length that was announced, and all of it comes out of a
/// budget that the connections of one worker share.
final class HttpReader {
  private static final int MAX_HEAD = 2 * 1024 * 1024; // an X-Ray cause of 1 MB is a header
  private static final int MAX_CHUNK_HEAD = 1024;
  private static final int FIRST_BUFFER = 16 * 1024;

  private final InputStream in;
  private final ReadBudget budget;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int end;

  HttpReader(InputStream in, ReadBudget budget) {
    this.in = in;
    this.budget = budget;
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

    /// Whether the runtime wants nothing behind the answer, and the connection's end as its sign.
    boolean closes() {
      return "close".equalsIgnoreCase(headers.get("connection"));
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
        shrink();
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

  /// Reads the whole body; one that exceeds the limit is read and thrown away.
  Body body(Head head, int limit) throws IOException {
    if (head.chunked()) {
      return chunks(limit);
    }
    long length = head.contentLength();
    if (length > limit) {
      skip(length);
      return new Body(null, Map.of());
    }
    try (GrowingBytes body = new GrowingBytes(budget)) {
      take(body, length);
      return new Body(body.bytes(), Map.of());
    }
  }

  /// Takes a body as it arrives.
  @FunctionalInterface
  interface Pieces {
    void take(byte[] bytes, int offset, int length) throws IOException;
  }

  /// Hands the body on as it arrives; what exceeds the limit is read and thrown away.
  ///
  /// @return its trailers; null if there were more bytes than the limit
  @Nullable Map<String, String> pieces(Head head, long limit, Pieces to) throws IOException {
    if (!head.chunked()) {
      long length = head.contentLength();
      hand(Math.min(length, limit), to);
      skip(Math.max(0, length - limit));
      return length > limit ? null : Map.of();
    }
    long total = 0;
    for (long length = chunkLength(); length > 0; length = chunkLength()) {
      long wanted = Math.min(length, Math.max(0, limit - total));
      total = length > Long.MAX_VALUE - total ? Long.MAX_VALUE : total + length;
      hand(wanted, to);
      skip(length - wanted);
      line(MAX_CHUNK_HEAD);
    }
    Map<String, String> trailers = trailers();
    return total > limit ? null : trailers;
  }

  private void hand(long length, Pieces to) throws IOException {
    for (long left = length; left > 0; ) {
      if (start == end && !fill()) {
        throw new EOFException("the runtime hung up in a body");
      }
      int ready = (int) Math.min(left, end - start);
      to.take(buffer, start, ready);
      start += ready;
      left -= ready;
    }
  }

  /// Reads the whole body; what exceeds the limit is read and thrown away.
  ///
  /// @return its beginning, never null
  byte[] beginning(Head head, int limit) throws IOException {
    try (GrowingBytes kept = new GrowingBytes(budget)) {
      if (!head.chunked()) {
        long length = head.contentLength();
        take(kept, Math.min(length, limit));
        skip(length - kept.size());
        return kept.bytes();
      }
      for (long length = chunkLength(); length > 0; length = chunkLength()) {
        long wanted = Math.min(length, limit - kept.size());
        take(kept, wanted);
        skip(length - wanted);
        line(MAX_CHUNK_HEAD);
      }
      trailers(); // those of an error mean nothing
      return kept.bytes();
    }
  }

  /// Throws a body away that nobody wants, if it is a small one, so that the connection can go on.
  ///
  /// @return false if it is larger or of unknown size; nothing was read of it then
  boolean discard(Head head, int limit) throws IOException {
    if (head.chunked()) {
      return false;
    }
    long length = head.contentLength();
    if (length > limit) {
      return false;
    }
    skip(length);
    return true;
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
    try (GrowingBytes body = new GrowingBytes(budget)) {
      long total = 0;
      for (long length = chunkLength(); length > 0; length = chunkLength()) {
        total = length > Long.MAX_VALUE - total ? Long.MAX_VALUE : total + length;
        if (total > limit) {
          body.release();
          skip(length);
        } else {
          take(body, length);
        }
        line(MAX_CHUNK_HEAD);
      }
      Map<String, String> trailers = trailers();
      return new Body(total > limit ? null : body.bytes(), trailers);
    }
  }

  /// All of them together are no longer than a head.
  private Map<String, String> trailers() throws IOException {
    Map<String, String> trailers = new HashMap<>();
    int left = MAX_HEAD;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      putHeader(trailers, line);
      left -= line.length() + 2;
    }
    shrink();
    return trailers;
  }

  private long chunkLength() throws IOException {
    String size = line(MAX_CHUNK_HEAD);
    int semicolon = size.indexOf(';');
    return length("chunk size", (semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
  }

  private String line(int limit) throws IOException {
    for (int at = start; ; at++) {
      if (at - start > limit) {
        throw new MalformedRequestException("a line or trailers that are too long");
      }
      if (at >= end) {
        int offset = at - start;
        if (!fill()) {
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

  private void take(GrowingBytes body, long length) throws IOException {
    int ready = (int) Math.min(length, end - start);
    body.add(buffer, start, ready);
    start += ready;
    body.read(in, length - ready);
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
      byte[] target = buffer;
      if (start == 0) {
        budget.take(buffer.length);
        target = new byte[buffer.length * 2];
      }
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

  /// Gives back the room that a large head took.
  private void shrink() {
    if (buffer.length > FIRST_BUFFER && end - start <= FIRST_BUFFER) {
      byte[] small = new byte[FIRST_BUFFER];
      System.arraycopy(buffer, start, small, 0, end - start);
      budget.give(buffer.length - FIRST_BUFFER);
      buffer = small;
      end -= start;
      start = 0;
    }
  }

  /// The connection is over.
  void close() {
    budget.give(buffer.length - FIRST_BUFFER);
    buffer = new byte[FIRST_BUFFER];
    start = 0;
    end = 0;
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
