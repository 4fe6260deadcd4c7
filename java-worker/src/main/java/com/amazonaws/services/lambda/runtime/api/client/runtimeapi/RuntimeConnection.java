package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// One HTTP/1.1 connection to a Runtime API; as little HTTP as that speaks. For one thread.
final class RuntimeConnection {
  private static final int FIRST_BUFFER = 16 * 1024;

  /// The part of a large answer that goes out in one write with its head; the rest is not copied.
  private static final int TOGETHER = 32 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String common;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int end;

  /// @param api host and port
  RuntimeConnection(String api, String userAgent) throws IOException {
    int colon = api.lastIndexOf(':');
    socket =
        new Socket(
            InetAddress.getByName(api.substring(0, colon)),
            Integer.parseInt(api.substring(colon + 1)));
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    common = " HTTP/1.1\r\nHost: " + api + "\r\nUser-Agent: " + userAgent + "\r\n";
  }

  /// @param headers by lower-case name
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.get(name);
    }
  }

  Answer get(String path) throws IOException {
    out.write(utf8("GET " + path + common + "Accept: */*\r\n\r\n"));
    return answer();
  }

  Answer post(String path, byte[] body) throws IOException {
    byte[] head =
        utf8(
            "POST "
                + path
                + common
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n");
    int together = Math.min(body.length, TOGETHER);
    byte[] first = Arrays.copyOf(head, head.length + together);
    System.arraycopy(body, 0, first, head.length, together);
    out.write(first);
    out.write(body, together, body.length - together);
    return answer();
  }

  private Answer answer() throws IOException {
    int close = endOfHead();
    String[] lines =
        new String(buffer, start, close - start, StandardCharsets.UTF_8).split("\r\n", -1);
    start = close + 4;
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    byte[] body = new byte[length(headers.getOrDefault("content-length", "0"))];
    int there = Math.min(body.length, end - start);
    System.arraycopy(buffer, start, body, 0, there);
    start += there;
    if (in.readNBytes(body, there, body.length - there) < body.length - there) {
      throw new EOFException("the Runtime API hung up in an event");
    }
    return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, body);
  }

  private static int length(String announced) throws IOException {
    int length;
    try {
      length = Integer.parseInt(announced);
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (length < 0) {
      throw new IOException("the Runtime API announces an event of " + announced + " bytes");
    }
    return length;
  }

  /// Reads on until the empty line is in the buffer, and answers where it begins.
  private int endOfHead() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int scanned = 0;
    while (true) {
      for (int i = scanned; i + 3 < end; i++) {
        if (buffer[i] == '\r'
            && buffer[i + 1] == '\n'
            && buffer[i + 2] == '\r'
            && buffer[i + 3] == '\n') {
          return i;
        }
      }
      scanned = Math.max(0, end - 3);
      if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new EOFException("the Runtime API hung up");
      }
      end += count;
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      System.err.println("A connection to the Runtime API is left open: " + e.getMessage());
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
