package dev.tripline.runtime.sandbox.filter;

/// The few steps of which a [Launcher] consists, as machine code of one processor. Each appends to the
/// code; there are no loops, and the only jump is the one over [#failure].
interface Instructions {

  /// Makes the value the argument of the next call.
  void argument(int index, long value);

  /// Makes what [#keep] kept the first argument of the next call.
  void argumentKept();

  /// Makes the call with the arguments that were set.
  void call(LauncherCall call);

  /// Keeps the result of the last call.
  void keep();

  /// A rule of Landlock (`struct landlock_path_beneath_attr`) for the directory that the last call
  /// opened; its address becomes the third argument of the next call.
  void pathRule(long access);

  /// Runs the steps if the last call has failed. They must end the program.
  void failure(byte[] steps);

  /// Makes the program's own first argument, its other arguments and its environment those of the next
  /// call.
  void argumentsOfCommand();

  /// Makes `shell`, with all of the program's own arguments behind it, those of the next call, which
  /// follows a call with [#argumentsOfCommand] that failed.
  ///
  /// @param shell address of its path
  void argumentsOfShell(long shell);

  /// The code so far.
  byte[] bytes();
}
