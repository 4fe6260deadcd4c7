package dev.tripline.runtime.sandbox.filter;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// The rules of `landlock(7)` for a function, as far as a kernel knows them: it reads and runs files that
/// it sees, writes below [#WRITABLE] and to devices, and reaches no abstract socket and no process outside
/// of its worker.
///
/// Listening on TCP is left to it: on Lambda too a function may bind ports, which only its own processes
/// reach.
///
/// @param abi version of the kernel's interface; 2 or more
public record Landlock(int abi) {
  /// Directories below which everything is allowed but making devices.
  static final List<String> WRITABLE = List.of("/tmp", "/dev/shm");

  private static final String DEVICES = "/dev";
  private static final String ALL = "/";

  private static final int FIRST_USABLE = 2; // before, no file could be moved between directories
  private static final int SCOPES = 6;

  private static final long EXECUTE = 1;
  private static final long WRITE_FILE = 1L << 1;
  private static final long READ = 1L << 2 | 1L << 3; // files and directories
  private static final long MAKE_DEVICE = 1L << 6 | 1L << 11;
  private static final long TRUNCATE = 1L << 14;
  private static final long DEVICE_CONTROL = 1L << 15;

  private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 3;

  private static final long CREATE_RULESET = 444;
  private static final long VERSION = 1;

  /// A directory and the rights below it.
  record Rule(String path, long access) {}

  /// Empty if this kernel has none, or one that is too old.
  public static Optional<Landlock> here() {
    long abi = version();
    return abi < FIRST_USABLE ? Optional.empty() : Optional.of(new Landlock((int) abi));
  }

  /// Whether it keeps a function from abstract Unix sockets of others, and from signalling them.
  public boolean hasScopes() {
    return abi >= SCOPES;
  }

  /// `struct landlock_ruleset_attr`: everything about files is refused that no rule allows.
  byte[] attributes() {
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(handled());
    if (abi >= 4) {
      bytes.putLong(0); // network
    }
    if (hasScopes()) {
      bytes.putLong(ABSTRACT_SOCKETS_AND_SIGNALS);
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  List<Rule> rules() {
    long known = handled();
    return List.of(
        new Rule(ALL, EXECUTE | READ),
        new Rule(DEVICES, (READ | WRITE_FILE | TRUNCATE | DEVICE_CONTROL) & known),
        new Rule(WRITABLE.getFirst(), known & ~MAKE_DEVICE),
        new Rule(WRITABLE.getLast(), known & ~MAKE_DEVICE));
  }

  private long handled() {
    int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : 14;
    return (1L << rights) - 1;
  }

  /// 0 or less if there is none.
  @SuppressWarnings("restricted")
  private static long version() {
    try {
      MethodHandle call =
          Linker.nativeLinker()
              .downcallHandle(
                  Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG),
                  Linker.Option.firstVariadicArg(1));
      return (long) call.invokeExact(CREATE_RULESET, 0L, 0L, VERSION);
    } catch (Throwable e) {
      throw new IllegalStateException("the kernel's version of Landlock cannot be asked for", e);
    }
  }
}
