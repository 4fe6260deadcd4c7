package dev.tripline.runtime.sandbox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the program as the kernel does.
class SystemCallFilterTest {
  private static final int ALLOWED = 0x7fff0000;
  private static final int KILLED = 0x80000000;
  private static final int ERROR = 0x00050000;

  @ParameterizedTest
  @CsvSource({
    // processor, call, first argument, second argument, errno or 0
    "X86_64, 0, 0, 0, 0", // read
    "X86_64, 1, 1, 0, 0", // write
    "X86_64, 101, 0, 0, 1", // ptrace
    "X86_64, 250, 0, 0, 1", // keyctl
    "X86_64, 165, 0, 0, 1", // mount
    "X86_64, 435, 0, 0, 38", // clone3
    "X86_64, 56, 18874385, 0, 0", // clone of a process
    "X86_64, 56, 4001536, 0, 0", // clone of a thread
    "X86_64, 56, 268435473, 0, 1", // clone with CLONE_NEWUSER
    "X86_64, 56, 131089, 0, 1", // clone with CLONE_NEWNS
    "X86_64, 272, 1024, 0, 0", // unshare of files
    "X86_64, 272, 268435456, 0, 1", // unshare of users
    "X86_64, 272, 128, 0, 1", // unshare of time
    "X86_64, 16, 0, 21505, 0", // ioctl TCGETS
    "X86_64, 16, 0, 21522, 1", // ioctl TIOCSTI
    "X86_64, 16, 0, 21532, 1", // ioctl TIOCLINUX
    "X86_64, 41, 1, 1, 0", // socket AF_UNIX
    "X86_64, 41, 2, 1, 0", // socket AF_INET
    "X86_64, 41, 10, 1, 0", // socket AF_INET6
    "X86_64, 41, 16, 3, 0", // socket AF_NETLINK
    "X86_64, 41, 17, 3, 97", // socket AF_PACKET
    "X86_64, 41, 40, 1, 97", // socket AF_VSOCK
    "X86_64, 1073741825, 0, 0, 38", // write in the form of x32
    "AARCH64, 63, 0, 0, 0", // read
    "AARCH64, 117, 0, 0, 1", // ptrace
    "AARCH64, 220, 268435473, 0, 1", // clone with CLONE_NEWUSER
    "AARCH64, 220, 17, 0, 0", // clone of a process
    "AARCH64, 97, 268435456, 0, 1", // unshare of users
    "AARCH64, 198, 40, 1, 97", // socket AF_VSOCK
    "AARCH64, 198, 2, 1, 0", // socket AF_INET
    "AARCH64, 29, 0, 21522, 1", // ioctl TIOCSTI
    "AARCH64, 101, 0, 0, 0", // nanosleep, which is ptrace elsewhere
  })
  void call_is_made_or_refused(Processor processor, int call, long first, long second, int errno) {
    int answer = run(SystemCallFilter.of(processor), processor.architecture, call, first, second);
    assertThat(answer).isEqualTo(errno == 0 ? ALLOWED : ERROR | errno);
  }

  @ParameterizedTest
  @EnumSource
  void every_listed_call_is_refused_and_another_processors_kills(Processor processor) {
    byte[] program = SystemCallFilter.of(processor);
    for (SystemCall call : SystemCall.values()) {
      if (call.number(processor) != SystemCall.NONE) {
        assertThat(run(program, processor.architecture, call.number(processor), 0, 0))
            .as(call.name())
            .isEqualTo(ERROR | 1);
      }
    }
    assertThat(run(program, 0x40000003, 1, 0, 0)).isEqualTo(KILLED);
  }

  private static int run(byte[] program, int architecture, int call, long first, long second) {
    ByteBuffer data =
        ByteBuffer.allocate(64)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(call)
            .putInt(architecture)
            .putLong(0)
            .putLong(first)
            .putLong(second);
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int operation = code.getShort(at * 8);
      int ifTrue = code.get(at * 8 + 2) & 0xff;
      int ifFalse = code.get(at * 8 + 3) & 0xff;
      int operand = code.getInt(at * 8 + 4);
      switch (operation) {
        case 0x20 -> accumulator = data.getInt(operand);
        case 0x15 -> at += accumulator == operand ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (accumulator & operand) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("no such instruction: " + operation);
      }
    }
  }
}
