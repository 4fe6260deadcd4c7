package dev.tripline.dispatcher.rest.guard;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.function.Supplier;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/// A request's body, whoever reads it, that ends with an exception when it comes too slowly or finds no
/// memory. Used by one thread at a time.
final class PacedBody implements InputBuffer, AutoCloseable {
  /// What every request may have, however little memory is left.
  private static final long FREE = 64 * 1024;

  private final InputBuffer body;
  private final BodyPace pace;
  private final BodyMemory memory;
  private final long length;
  private final Supplier<String> sender;
  private final long began = System.nanoTime();
  private long bytes;
  private long taken;
  private @Nullable String counted;
  private long arriving;
  private boolean held = true;
  private Runnable whole = () -> {};
  private @Nullable IOException failure;

  /// @param memory from which its bytes are taken until it is closed
  /// @param length that was announced; negative if none was
  /// @param sender in whose share of the memory it counts until it has ended; asked once, when it is
  ///     found to be no small one
  PacedBody(
      InputBuffer body, BodyPace pace, BodyMemory memory, long length, Supplier<String> sender) {
    this.body = body;
    this.pace = pace;
    this.memory = memory;
    this.length = length;
    this.sender = sender;
  }

  private static final class NoMemoryException extends IOException {
    NoMemoryException() {
      super("there is no memory for this body beside those of other requests");
    }
  }

  /// @throws SocketTimeoutException if it is late
  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    try {
      int read = body.doRead(handler);
      if (read > 0) {
        count(read);
      }
      if (read < 0 || bytes == length) {
        ended();
        whole.run();
      }
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void count(int read) throws IOException {
    bytes += read;
    if (!pace.allows(System.nanoTime() - began, bytes)) {
      throw new SocketTimeoutException("the body comes too slowly: " + bytes + " bytes so far");
    }
    if (held && bytes > FREE) {
      take(read);
    }
  }

  private void take(int read) throws IOException {
    if (counted == null) {
      counted = sender.get();
    }
    if (!memory.arrives(counted, read)) {
      throw new NoMemoryException();
    }
    arriving += read;
    if (!memory.take(read)) {
      throw new NoMemoryException();
    }
    taken += read;
  }

  private void ended() {
    if (counted != null && arriving > 0) {
      memory.arrived(counted, arriving);
      arriving = 0;
    }
  }

  @Override
  public int available() {
    return body.available();
  }

  /// @param then is run when all of it has arrived, perhaps more than once
  void whenWhole(Runnable then) {
    whole = then;
  }

  /// From now on nobody keeps what is read.
  void discard() {
    held = false;
  }

  /// Gives its memory back.
  @Override
  public void close() {
    ended();
    memory.giveBack(taken);
    taken = 0;
  }

  /// Whether it ended before its end.
  boolean failed() {
    return failure != null;
  }

  /// Whether it was given up because it came too slowly.
  boolean late() {
    return failure instanceof SocketTimeoutException;
  }

  /// Whether it was given up because other requests had the memory.
  boolean withoutMemory() {
    return failure instanceof NoMemoryException;
  }
}
