package dev.tripline.adapter.rabbitmq.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/// One GET of a broker's management API, over the same sockets as its AMQP: those go only where they may.
/// In HTTP/1.0, so that the answer ends with the connection. Blocking.
public final class ManagementCall {
  private static final int LONGEST = 1 << 20;
  private static final String HEAD_END = "\r\n\r\n";

  private ManagementCall() {}

  public record Answer(int status, String body) {}

  /// @param login username and password with a colon between them
  /// @param path as it goes on the wire
  public static Answer get(
      ResolvedSockets sockets, InetSocketAddress api, String login, String path, Duration patience)
      throws IOException {
    int millis = Math.toIntExact(patience.toMillis());
    long deadline = System.nanoTime() + patience.toNanos();
    String name = api.getHostString();
    String host = name.indexOf(':') < 0 || name.startsWith("[") ? name : "[" + name + "]";
    String request =
        "GET %s HTTP/1.0\r\nHost: %s:%d\r\nAccept: application/json\r\nAuthorization: Basic %s%s"
            .formatted(
                path,
                host,
                api.getPort(),
                Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)),
                HEAD_END);
    try (Socket socket = sockets.createSocket()) {
      socket.connect(api, millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return answer(read(socket.getInputStream(), deadline));
    }
  }

  private static String read(InputStream in, long deadline) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      all.write(buffer, 0, n);
      if (all.size() > LONGEST) {
        throw new IOException("the answer is longer than " + LONGEST + " bytes");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the answer takes too long");
      }
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static Answer answer(String text) throws IOException {
    int head = text.indexOf(HEAD_END);
    String[] status = text.split("[ \r]", 3);
    if (head < 0 || status.length < 3 || !status[1].matches("\\d{3}")) {
      throw new IOException("the answer is not HTTP");
    }
    return new Answer(Integer.parseInt(status[1]), text.substring(head + HEAD_END.length()));
  }
}
