package dev.tripline.runtime.sandbox.filter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A filter of system calls as `seccomp(2)` takes it: a program of classic BPF that looks at one call and
/// says whether it is made. It runs in the kernel for every call of a function, and the kernel remembers
/// its answer for calls whose arguments it does not look at.
///
/// Refused are the calls of [SystemCall], new namespaces, sockets of rare families, input for a terminal,
/// and calls in the form of another processor.
public final class SystemCallFilter {
  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  private static final int NUMBER = 0; // offsets in struct seccomp_data
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16; // its lower half
  private static final int SECOND_ARGUMENT = 24;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int ERROR = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final int EAFNOSUPPORT = 97;

  private static final int X32 = 0x40000000;
  private static final int CLONE3 = 435;

  /// `CLONE_NEW...` for mounts, control groups, UTS, IPC, users, PIDs, network.
  private static final int NAMESPACES = 0x7e020000;

  private static final int NEW_TIME = 0x80;
  private static final int TERMINAL_INPUT = 0x5412; // TIOCSTI
  private static final int CONSOLE_INPUT = 0x541c; // TIOCLINUX

  /// Unspecified, UNIX, IPv4, IPv6, netlink.
  private static final List<Integer> FAMILIES = List.of(0, 1, 2, 10, 16);

  private final List<long[]> program = new ArrayList<>();

  private SystemCallFilter() {}

  /// The filter for this machine; empty if its processor is none that is known here.
  public static Optional<byte[]> here() {
    return Processor.here().map(SystemCallFilter::of);
  }

  /// Instructions of eight bytes, in the order of bytes that all known processors have.
  static byte[] of(Processor processor) {
    SystemCallFilter filter = new SystemCallFilter();
    filter.build(processor);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long[] instruction : filter.program) {
      bytes.writeBytes(
          ByteBuffer.allocate(8)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putShort((short) instruction[0])
              .put((byte) instruction[1])
              .put((byte) instruction[2])
              .putInt((int) instruction[3])
              .array());
    }
    return bytes.toByteArray();
  }

  private void build(Processor processor) {
    load(ARCHITECTURE);
    add(EQUAL, 1, 0, processor.architecture);
    give(KILL);
    load(NUMBER);
    if (processor == Processor.X86_64) {
      add(AT_LEAST, 0, 1, X32);
      give(ERROR | ENOSYS);
    }
    for (SystemCall call : SystemCall.values()) {
      if (call.number(processor) != SystemCall.NONE) {
        add(EQUAL, 0, 1, call.number(processor));
        give(ERROR | EPERM);
      }
    }
    // Its flags lie in memory, which a filter cannot read; callers fall back to clone.
    add(EQUAL, 0, 1, CLONE3);
    give(ERROR | ENOSYS);
    refuseBits(processor.clone, NAMESPACES);
    refuseBits(processor.unshare, NAMESPACES | NEW_TIME);
    refuseTerminalInput(processor.ioctl);
    refuseFamilies(processor.socket);
    give(ALLOW);
  }

  private void refuseBits(int call, int bits) {
    add(EQUAL, 0, 4, call);
    load(FIRST_ARGUMENT);
    add(ANY_BIT, 0, 1, bits);
    give(ERROR | EPERM);
    give(ALLOW);
  }

  private void refuseTerminalInput(int call) {
    add(EQUAL, 0, 5, call);
    load(SECOND_ARGUMENT);
    add(EQUAL, 1, 0, TERMINAL_INPUT);
    add(EQUAL, 0, 1, CONSOLE_INPUT);
    give(ERROR | EPERM);
    give(ALLOW);
  }

  private void refuseFamilies(int call) {
    int families = FAMILIES.size();
    add(EQUAL, 0, families + 3, call);
    load(FIRST_ARGUMENT);
    for (int i = 0; i < families; i++) {
      add(EQUAL, families - i, 0, FAMILIES.get(i));
    }
    give(ERROR | EAFNOSUPPORT);
    give(ALLOW);
  }

  private void load(int offset) {
    add(LOAD, 0, 0, offset);
  }

  private void give(int answer) {
    add(RETURN, 0, 0, answer);
  }

  /// @param ifTrue instructions to skip
  /// @param ifFalse instructions to skip
  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.add(new long[] {code, ifTrue, ifFalse, operand});
  }
}
