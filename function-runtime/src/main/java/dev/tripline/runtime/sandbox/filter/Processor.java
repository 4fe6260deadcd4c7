package dev.tripline.runtime.sandbox.filter;

import java.util.Locale;
import java.util.Optional;

/// A processor whose system calls are known here.
///
/// The calls named by the components are refused depending on an argument.
enum Processor {
  X86_64(0xc000003e, 62, 16, 41, 56, 272),
  AARCH64(0xc00000b7, 183, 29, 198, 220, 97);

  /// `AUDIT_ARCH_...` of the kernel.
  final int architecture;

  /// `EM_...` of executable files.
  final int machine;

  final int ioctl;
  final int socket;
  final int clone;
  final int unshare;

  Processor(int architecture, int machine, int ioctl, int socket, int clone, int unshare) {
    this.architecture = architecture;
    this.machine = machine;
    this.ioctl = ioctl;
    this.socket = socket;
    this.clone = clone;
    this.unshare = unshare;
  }

  /// The one this JVM runs on; empty if it is none of these.
  static Optional<Processor> here() {
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
