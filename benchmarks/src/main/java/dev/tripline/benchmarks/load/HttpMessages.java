package dev.tripline.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The bytes of HTTP messages, as far as a load generator needs them.
public final class HttpMessages {
  private HttpMessages() {}

  /// A whole request with a JSON body.
  public static byte[] post(int port, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(path).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1:").append(port).append("\r\n");
    head.append("Content-Type: application/json\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /// Length in bytes of the response that begins with these; -1 if it is not known yet.
  static int responseLength(byte[] bytes, int count) {
    int body = endOfHead(bytes, count);
    if (body < 0) {
      return -1;
    }
    int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    if (status == 204 || status == 304) {
      return body;
    }
    for (int line = nextLine(bytes, 0); line < body - 2; line = nextLine(bytes, line)) {
      if (startsWith(bytes, line, "content-length:")) {
        return body + number(bytes, line + "content-length:".length());
      }
      if (startsWith(bytes, line, "transfer-encoding:")) {
        return endOfChunks(bytes, body, count);
      }
    }
    throw new IllegalStateException("a response without a length");
  }

  /// Whether the head of the response has a line with this beginning; case is ignored.
  static boolean hasLine(byte[] bytes, int count, String beginning) {
    int body = endOfHead(bytes, count);
    for (int line = nextLine(bytes, 0); line < body - 2; line = nextLine(bytes, line)) {
      if (startsWith(bytes, line, beginning)) {
        return true;
      }
    }
    return false;
  }

  private static int endOfHead(byte[] bytes, int count) {
    for (int i = 3; i < count; i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int nextLine(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private static boolean startsWith(byte[] bytes, int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if ((bytes[at + i] | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    int value = 0;
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + bytes[at++] - '0';
    }
    return value;
  }

  private static int endOfChunks(byte[] bytes, int body, int count) {
    int at = body;
    while (at < count) {
      int size = 0;
      int digit = at;
      while (digit < count && Character.digit(bytes[digit], 16) >= 0) {
        size = size * 16 + Character.digit(bytes[digit++], 16);
      }
      int end = digit + 2 + size + 2;
      if (size == 0) {
        return end;
      }
      at = end;
    }
    return -1;
  }
}
