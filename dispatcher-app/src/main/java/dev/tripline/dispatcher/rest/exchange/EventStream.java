package dev.tripline.dispatcher.rest.exchange;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Server-sent events to one watcher. A watcher who is gone is an [IOException]. Blocking; for one thread.
public final class EventStream {
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final int silentBeats;
  private int silent;

  /// @param silentBeats after so many beats without an event the watcher gets a comment
  public EventStream(HttpServletResponse response, int silentBeats) throws IOException {
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    this.out = response.getOutputStream();
    this.silentBeats = silentBeats;
  }

  /// @param data of one line or several
  public void send(String name, String data) throws IOException {
    StringBuilder event = new StringBuilder("event: ").append(name).append('\n');
    data.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
    write(event.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  /// There is nothing to send now. A comment, from time to time, shows the watcher that we are here, and us
  /// that the watcher is.
  public void beat() throws IOException {
    if (++silent >= silentBeats) {
      write(COMMENT);
    }
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    silent = 0;
  }
}
