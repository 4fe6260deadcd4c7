package dev.tripline.runtime.sandbox.filter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// [Instructions] of aarch64. The kept result is in `x20`; the rule is below the stack, which nothing else
/// uses since the program handles no signal.
final class ArmInstructions implements Instructions {
  private static final int NUMBER = 8; // register of a system call's number
  private static final int SCRATCH = 9;
  private static final int STACK = 31;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  @Override
  public void argument(int index, long value) {
    move(index, value);
  }

  @Override
  public void argumentKept() {
    add(0xaa1403e0); // mov x0, x20
  }

  @Override
  public void call(LauncherCall call) {
    add(0xd2800000 | call.number(Processor.AARCH64) << 5 | NUMBER); // movz x8, number
    add(0xd4000001); // svc 0
  }

  @Override
  public void keep() {
    add(0xaa0003f4); // mov x20, x0
  }

  @Override
  public void pathRule(long access) {
    add(0xb8000000 | (-24 & 0x1ff) << 12 | STACK << 5); // stur w0, [sp, -24]
    move(SCRATCH, access);
    add(0xf8000000 | (-32 & 0x1ff) << 12 | STACK << 5 | SCRATCH); // stur x9, [sp, -32]
    add(0xd1000000 | 32 << 10 | STACK << 5 | 2); // sub x2, sp, 32
  }

  @Override
  public void failure(byte[] steps) {
    add(0xb6f80000 | (steps.length / 4 + 1) << 5); // tbz x0, 63, over the steps
    code.writeBytes(steps);
  }

  @Override
  public void argumentsOfCommand() {
    add(0xf9400000 | 2 << 10 | STACK << 5); // ldr x0, [sp, 16]
    add(0x91000000 | 16 << 10 | STACK << 5 | 1); // add x1, sp, 16
    add(0xf9400000 | STACK << 5 | SCRATCH); // ldr x9, [sp]
    add(0x8b000000 | SCRATCH << 16 | 3 << 10 | 1 << 5 | 2); // add x2, x1, x9, lsl 3
  }

  @Override
  public void argumentsOfShell(long shell) {
    move(0, shell);
    add(0xf9000000 | 1 << 10 | STACK << 5); // str x0, [sp, 8]
    add(0x91000000 | 8 << 10 | STACK << 5 | 1); // add x1, sp, 8
  }

  @Override
  public byte[] bytes() {
    return code.toByteArray();
  }

  private void move(int register, long value) {
    for (int part = 0; part < 4; part++) {
      int bits = (int) (value >>> (16 * part)) & 0xffff;
      int operation = part == 0 ? 0xd2800000 : 0xf2800000; // movz, movk
      add(operation | part << 21 | bits << 5 | register);
    }
  }

  private void add(int instruction) {
    code.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(instruction).array());
  }
}
