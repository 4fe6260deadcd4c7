package dev.tripline.testkit.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what the dispatcher writes: into a file, into a short memory, and for the two lines that
/// tell its port and that it is ready.
final class AppOutput implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern READY = Pattern.compile("Started \\w+ in [\\d.]+ seconds");
  private static final int REMEMBERED_LINES = 400;

  private final long startedAt = System.nanoTime();
  private final CountDownLatch readyOrEnded = new CountDownLatch(1);
  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;
  private volatile int port;
  private volatile long readyAt;

  AppOutput(Process process, Path log) {
    reader = Thread.ofVirtual().name("app-output").start(() -> read(process, log));
  }

  private void read(Process process, Path log) {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter out =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        remember(line);
      }
    } catch (IOException e) {
      remember("(its output ended: " + e.getMessage() + ")");
    } finally {
      readyOrEnded.countDown();
    }
  }

  private void remember(String line) {
    synchronized (lines) {
      lines.addLast(line);
      if (lines.size() > REMEMBERED_LINES) {
        lines.removeFirst();
      }
    }
    Matcher portLine = PORT.matcher(line);
    if (portLine.find()) {
      port = Integer.parseInt(portLine.group(1));
    } else if (port != 0 && READY.matcher(line).find()) {
      readyAt = System.nanoTime();
      readyOrEnded.countDown();
    }
  }

  boolean awaitReady(Duration limit) throws InterruptedException {
    return readyOrEnded.await(limit.toMillis(), TimeUnit.MILLISECONDS) && readyAt != 0;
  }

  int port() {
    if (port == 0) {
      throw new IllegalStateException("the dispatcher does not listen:\n" + tail(50));
    }
    return port;
  }

  Duration untilReady() {
    return Duration.ofNanos(readyAt - startedAt);
  }

  String tail(int count) {
    synchronized (lines) {
      return String.join("\n", lines.stream().skip(Math.max(0, lines.size() - count)).toList());
    }
  }

  /// Blocks until the last line is read; the process has ended by then.
  @Override
  public void close() {
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
