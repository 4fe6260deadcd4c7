package dev.tripline.runtime.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few system calls Java has no name for: a pipe that can be drained without blocking, and a signal
/// to a whole process group.
final class Posix {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int KILL = 9;

  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final short POLLIN = 1;

  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private static final MethodHandle PIPE2 =
      function("pipe2", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, INT));
  private static final MethodHandle READ =
      function(
          "read",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG, INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle KILL_CALL =
      function("kill", FunctionDescriptor.of(INT, INT, INT));

  private Posix() {}

  record Pipe(int readEnd, int writeEnd) {}

  /// Both ends are closed on exec; reading does not block.
  static Pipe pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(INT, 2);
      MemorySegment state = arena.allocate(STATE);
      int failed = (int) PIPE2.invokeExact(state, ends, O_NONBLOCK | O_CLOEXEC);
      if (failed != 0) {
        throw new IOException("no pipe for a worker's output, errno " + errno(state));
      }
      return new Pipe(ends.getAtIndex(INT, 0), ends.getAtIndex(INT, 1));
    } catch (Throwable e) {
      throw asIo(e);
    }
  }

  static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Does nothing if the group is gone.
  static void signalGroup(long group, int signal) {
    if (group <= 1) {
      throw new IllegalArgumentException("not a worker's process group: " + group);
    }
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) KILL_CALL.invokeExact(arena.allocate(STATE), (int) -group, signal);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// One reader of a non-blocking descriptor, with its native memory.
  static final class Reader {
    private static final int BYTES = 64 * 1024;
    private final int descriptor;
    private final MemorySegment poll = Arena.ofAuto().allocate(8, 4);
    private final MemorySegment pollState = Arena.ofAuto().allocate(STATE);
    private final MemorySegment buffer = Arena.ofAuto().allocate(BYTES);
    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    Reader(int descriptor) {
      this.descriptor = descriptor;
      poll.set(INT, 0, descriptor);
      poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
    }

    /// Waits until there is something to read or the writers are gone; by one thread only.
    void await(int timeoutMillis) {
      try {
        int _ = (int) POLL.invokeExact(pollState, poll, 1L, timeoutMillis);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /// @return bytes read; 0 if there is nothing now; -1 at the end. By one thread at a time.
    int read(byte[] into) throws IOException {
      try {
        long want = Math.min(into.length, BYTES);
        long n = (long) READ.invokeExact(state, descriptor, buffer, want);
        if (n > 0) {
          MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) n);
          return (int) n;
        }
        return n == 0 ? -1 : emptyOrFailed(errno(state));
      } catch (Throwable e) {
        throw asIo(e);
      }
    }

    private int emptyOrFailed(int errno) throws IOException {
      if (errno == EAGAIN || errno == EINTR) {
        return 0;
      }
      throw new IOException("reading a worker's output failed, errno " + errno);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_FIELD.get(state, 0L);
  }

  private static IOException asIo(Throwable e) {
    return e instanceof IOException io ? io : new IOException(e);
  }

  @SuppressWarnings("restricted") // the one place that calls into libc
  private static MethodHandle function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature, ERRNO);
  }
}
