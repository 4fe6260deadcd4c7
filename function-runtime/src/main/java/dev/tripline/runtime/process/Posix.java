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
import java.util.Arrays;

/// The few system calls Java has no name for: a pipe that can be drained without blocking, a signal to a
/// whole process group, and the use of a file system.
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

  private static final MethodHandle STATVFS =
      function("statvfs", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  private static final int STATVFS_BYTES = 256;

  private static final MethodHandle STATX =
      function(
          "statx",
          FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, INT, ValueLayout.ADDRESS));
  private static final int STATX_BYTES = 256;
  private static final int CURRENT_DIRECTORY = -100;
  private static final int BASIC_FIGURES = 0x7ff;
  private static final int INODE = 32; // offsets in struct statx
  private static final int BLOCKS = 48;
  private static final int BLOCK_BYTES = 512;
  private static final MethodHandle PRCTL =
      function(
          "prctl",
          FunctionDescriptor.of(
              INT,
              INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle WAITPID =
      function("waitpid", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final int SET_CHILD_SUBREAPER = 36;
  private static final int NO_HANG = 1;

  private Posix() {}

  /// From now on processes whose parents are gone become children of this one, if they descend from it.
  static void adoptOrphans() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int failed = (int) PRCTL.invokeExact(state, SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
      if (failed != 0) {
        throw new IOException("orphans cannot be adopted, errno " + errno(state));
      }
    } catch (Throwable e) {
      throw asIo(e);
    }
  }

  /// Takes note of the end of a child that no one waits for; returns at once.
  static void reap(int child) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) WAITPID.invokeExact(arena.allocate(STATE), child, MemorySegment.NULL, NO_HANG);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void signal(int process, int signal) {
    if (process <= 1) {
      throw new IllegalArgumentException("not a worker's process: " + process);
    }
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) KILL_CALL.invokeExact(arena.allocate(STATE), process, signal);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The part of a file system that is in use.
  record Usage(long bytes, long files) {}

  /// A file and the room that it takes, without its holes.
  record Allocation(long inode, long bytes) {}

  /// @throws IOException if there is no such path
  static Allocation allocation(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(STATX_BYTES, Long.BYTES);
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = arena.allocateFrom(path);
      int failed = (int) STATX.invokeExact(state, CURRENT_DIRECTORY, name, 0, BASIC_FIGURES, found);
      if (failed != 0) {
        throw new IOException("no figures of " + path + ", errno " + errno(state));
      }
      return new Allocation(
          found.get(ValueLayout.JAVA_LONG, INODE),
          found.get(ValueLayout.JAVA_LONG, BLOCKS) * BLOCK_BYTES);
    } catch (Throwable e) {
      throw asIo(e);
    }
  }

  /// @throws IOException if there is no such path
  static Usage usage(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(STATVFS_BYTES, Long.BYTES);
      MemorySegment state = arena.allocate(STATE);
      int failed = (int) STATVFS.invokeExact(state, arena.allocateFrom(path), found);
      if (failed != 0) {
        throw new IOException("no figures of " + path + ", errno " + errno(state));
      }
      // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree: words on every 64-bit
      // Linux
      long[] words = found.asSlice(0, 7 * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
      return new Usage((words[2] - words[3]) * words[1], words[5] - words[6]);
    } catch (Throwable e) {
      throw asIo(e);
    }
  }

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

  @SuppressWarnings("restricted") // calls into libc
  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... more) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = ERRNO;
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), signature, options);
  }
}
