package dev.tripline.runtime.sandbox.filter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An executable file that gives up rights for ever and then becomes another program: `no_new_privs`,
/// [Landlock] where the kernel has it, the [SystemCallFilter]. It is the last step of a sandbox, since
/// whoever has given these up mounts nothing any more.
///
/// It is a few hundred bytes that need no library, so that no variable acts on it and its start takes a
/// fraction of a millisecond. It closes file descriptor 4, through which it is started. A command
/// that cannot be executed is given to `/bin/sh`, as `execvp(3)` does. If a step fails it ends with
/// [#FAILED]; the command does not run.
public final class Launcher {
  /// Exit status of one that could not give up its rights.
  public static final int FAILED = 71;

  private static final int DESCRIPTOR = 4;
  private static final String COMPLAINT = "the rights of a function could not be given up\n";
  private static final long BASE = 0x400000;
  private static final int HEADERS = 64 + 2 * 56;

  private static final int NO_NEW_PRIVILEGES = 38;
  private static final int SET_FILTER = 1;
  private static final int PATH_BENEATH = 1;
  private static final int CURRENT_DIRECTORY = -100;
  private static final int PATH_ONLY = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC
  private static final int STANDARD_ERROR = 2;

  private final Processor processor;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private Launcher(Processor processor) {
    this.processor = processor;
  }

  /// The file for this machine; empty if its processor is none that is known here.
  ///
  /// @param landlock null where the kernel has none
  public static Optional<byte[]> here(@Nullable Landlock landlock) {
    return Processor.here().map(processor -> of(processor, landlock));
  }

  static byte[] of(Processor processor, @Nullable Landlock landlock) {
    return new Launcher(processor).file(landlock);
  }

  private byte[] file(@Nullable Landlock landlock) {
    Instructions code = instructions();
    byte[] failure = failure();
    code.argument(0, NO_NEW_PRIVILEGES);
    code.argument(1, 1);
    code.argument(2, 0);
    code.argument(3, 0);
    code.argument(4, 0);
    code.call(LauncherCall.PRCTL);
    code.failure(failure);
    code.argument(0, DESCRIPTOR);
    code.call(LauncherCall.CLOSE); // it is not open if the file is started by its name
    if (landlock != null) {
      restrict(code, landlock, failure);
    }
    code.argument(0, SET_FILTER);
    code.argument(1, 0);
    code.argument(2, filter());
    code.call(LauncherCall.SECCOMP);
    code.failure(failure);
    long shell = text("/bin/sh");
    code.argumentsOfCommand();
    code.call(LauncherCall.EXECVE);
    code.argumentsOfShell(shell);
    code.call(LauncherCall.EXECVE);
    code.failure(failure);
    return executable(code.bytes());
  }

  private Instructions instructions() {
    return switch (processor) {
      case X86_64 -> new X86Instructions();
      case AARCH64 -> new ArmInstructions();
    };
  }

  private byte[] failure() {
    Instructions code = instructions();
    code.argument(0, STANDARD_ERROR);
    code.argument(1, text(COMPLAINT));
    code.argument(2, COMPLAINT.length());
    code.call(LauncherCall.WRITE);
    code.argument(0, FAILED);
    code.call(LauncherCall.EXIT_GROUP);
    return code.bytes();
  }

  private void restrict(Instructions code, Landlock landlock, byte[] failure) {
    byte[] attributes = landlock.attributes();
    code.argument(0, constant(attributes));
    code.argument(1, attributes.length);
    code.argument(2, 0);
    code.call(LauncherCall.LANDLOCK_CREATE_RULESET);
    code.failure(failure);
    code.keep();
    for (Landlock.Rule rule : landlock.rules()) {
      code.argument(0, CURRENT_DIRECTORY);
      code.argument(1, text(rule.path()));
      code.argument(2, PATH_ONLY);
      code.argument(3, 0);
      code.call(LauncherCall.OPENAT);
      code.failure(failure);
      code.pathRule(rule.access());
      code.argumentKept();
      code.argument(1, PATH_BENEATH);
      code.argument(3, 0);
      code.call(LauncherCall.LANDLOCK_ADD_RULE);
      code.failure(failure);
    }
    code.argumentKept();
    code.argument(1, 0);
    code.call(LauncherCall.LANDLOCK_RESTRICT_SELF);
    code.failure(failure);
  }

  /// `struct sock_fprog`: the number of instructions and their address.
  private long filter() {
    byte[] program = SystemCallFilter.of(processor);
    long address = constant(program);
    byte[] head =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) (program.length / Long.BYTES))
            .putShort((short) 0)
            .putInt(0)
            .putLong(address)
            .array();
    return constant(head);
  }

  private long text(String text) {
    return constant((text + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  /// Adds to the constants, which lie between the headers and the code.
  ///
  /// @return its address
  private long constant(byte[] bytes) {
    long address = BASE + HEADERS + data.size();
    data.writeBytes(bytes);
    data.writeBytes(new byte[-data.size() & 15]);
    return address;
  }

  /// `elf(5)`: one segment, which is read and run, and a stack that is not run.
  private byte[] executable(byte[] code) {
    int size = HEADERS + data.size() + code.length;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) processor.machine).putInt(1);
    file.putLong(BASE + HEADERS + data.size()).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    file.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
    file.putLong(size).putLong(size).putLong(0x10000);
    file.putInt(0x6474e551).putInt(6).putLong(0).putLong(0).putLong(0);
    file.putLong(0).putLong(0).putLong(16);
    file.put(data.toByteArray()).put(code);
    return file.array();
  }
}
