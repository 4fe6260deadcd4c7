package dev.tripline.cli.session;

/// What the command ends with; documented in `docs/command-line.md`.
public final class ExitCode {
  public static final int DONE = 0;

  /// The answer is bad news: the function failed, letters died again, something is wrong.
  public static final int FAILED = 1;

  /// The command was not understood, or a file could not be read; nothing was sent.
  public static final int USAGE = 2;

  /// The dispatcher refused.
  public static final int REFUSED = 3;

  /// The dispatcher was not reached, did not answer, or failed; a change may have been made.
  public static final int NO_ANSWER = 4;

  private ExitCode() {}
}
