package dev.tripline.testkit.proof;

import dev.tripline.testkit.proof.History.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The file to which a function under test appends one line a run, by a single `O_APPEND` write: it
/// survives whatever happens to the dispatcher. One line is `ID REQUEST-ID ok|failed MILLIS`.
public final class FunctionLedger {
  private static final String RECORD =
      """
      import os, time

      LEDGER = os.environ["LEDGER"]

      def record(id, context, end):
          line = "%s %s %s %d\\n" % (id, context.aws_request_id, end, time.time_ns() // 1_000_000)
          file = os.open(LEDGER, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
          try:
              os.write(file, line.encode())
          finally:
              os.close(file)
      """;
  private static final String FUNCTION =
      """

      def failed_before(event):
          try:
              os.close(os.open(LEDGER + "-" + event["id"], os.O_CREAT | os.O_EXCL))
              return False
          except FileExistsError:
              return True

      def handler(event, context):
          behaviour = event["behaviour"]
          fails = behaviour == "poison" or behaviour == "once" and not failed_before(event)
          record(event["id"], context, "failed" if fails else "ok")
          if fails:
              raise RuntimeError(behaviour)
          return event["id"]
      """;
  private static final String DESTINATION =
      """

      def handler(event, context):
          record(event["requestContext"]["requestId"], context, "ok")
      """;

  private static final String SLOW =
      """

      def handler(event, context):
          record(event["id"], context, "ok")
          time.sleep(event["seconds"])
      """;

  private final Path file;

  public FunctionLedger(Path file) {
    this.file = file;
  }

  /// Python source of the function; its handler is `index.handler` if the file is named `index.py`.
  /// It fails always for events with `behaviour` `poison`, and the first time for `once`.
  public static String pythonSource() {
    return RECORD + FUNCTION;
  }

  /// Python source of a function that is the destination of another one's failures: it writes the
  /// request id of each invocation that is announced to it, in place of an event's id.
  public static String destinationSource() {
    return RECORD + DESTINATION;
  }

  /// Python source of a function that writes its line first and then takes the event's `seconds`.
  public static String slowSource() {
    return RECORD + SLOW;
  }

  /// Python source of `record(id, context, end)`, by which any function writes a line.
  public static String recordSource() {
    return RECORD;
  }

  /// The environment variables that the function needs.
  public Map<String, String> environment() {
    return Map.of("LEDGER", file.toString());
  }

  /// All runs so far. Blocking.
  public List<Run> runs() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream().map(FunctionLedger::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the function's ledger cannot be read", e);
    }
  }

  private static Run parse(String line) {
    String[] fields = line.split(" ", -1);
    return new Run(fields[0], fields[1], fields[2].equals("ok"), Long.parseLong(fields[3]));
  }
}
