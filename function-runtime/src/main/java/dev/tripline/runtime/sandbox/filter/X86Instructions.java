package dev.tripline.runtime.sandbox.filter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// [Instructions] of x86-64. The kept result is in `r12`; the rule is in the 128 bytes below the stack,
/// which belong to the program.
final class X86Instructions implements Instructions {
  /// `movabs` into the registers of a system call's arguments.
  private static final int[][] ARGUMENTS = {
    {0x48, 0xbf}, // rdi
    {0x48, 0xbe}, // rsi
    {0x48, 0xba}, // rdx
    {0x49, 0xba}, // r10
    {0x49, 0xb8}, // r8
  };

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  @Override
  public void argument(int index, long value) {
    add(ARGUMENTS[index]);
    addLong(value);
  }

  @Override
  public void argumentKept() {
    add(0x4c, 0x89, 0xe7); // mov rdi, r12
  }

  @Override
  public void call(LauncherCall call) {
    add(0xb8); // mov eax, number
    code.writeBytes(
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(call.number(Processor.X86_64))
            .array());
    add(0x0f, 0x05); // syscall
  }

  @Override
  public void keep() {
    add(0x49, 0x89, 0xc4); // mov r12, rax
  }

  @Override
  public void pathRule(long access) {
    add(0x89, 0x44, 0x24, 0xe8); // mov [rsp-24], eax
    add(0x48, 0xb8); // movabs rax, access
    addLong(access);
    add(0x48, 0x89, 0x44, 0x24, 0xe0); // mov [rsp-32], rax
    add(0x48, 0x8d, 0x54, 0x24, 0xe0); // lea rdx, [rsp-32]
  }

  @Override
  public void failure(byte[] steps) {
    add(0x48, 0x85, 0xc0); // test rax, rax
    add(0x79, steps.length); // jns over the steps
    code.writeBytes(steps);
  }

  @Override
  public void argumentsOfCommand() {
    add(0x48, 0x8b, 0x7c, 0x24, 0x10); // mov rdi, [rsp+16]
    add(0x48, 0x8d, 0x74, 0x24, 0x10); // lea rsi, [rsp+16]
    add(0x48, 0x8b, 0x04, 0x24); // mov rax, [rsp]
    add(0x48, 0x8d, 0x54, 0xc4, 0x10); // lea rdx, [rsp+rax*8+16]
  }

  @Override
  public void argumentsOfShell(long shell) {
    argument(0, shell);
    add(0x48, 0x89, 0x7c, 0x24, 0x08); // mov [rsp+8], rdi
    add(0x48, 0x8d, 0x74, 0x24, 0x08); // lea rsi, [rsp+8]
  }

  @Override
  public byte[] bytes() {
    return code.toByteArray();
  }

  private void add(int... bytes) {
    for (int each : bytes) {
      code.write(each);
    }
  }

  private void addLong(long value) {
    code.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
