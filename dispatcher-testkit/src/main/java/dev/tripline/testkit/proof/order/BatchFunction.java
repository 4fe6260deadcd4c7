package dev.tripline.testkit.proof.order;

import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Run;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// A Python function that takes the batches of any source and writes down what it did with each
/// record, by a single `O_APPEND` write a batch: that survives whatever happens to the dispatcher.
/// One line is `KEY SEQUENCE ok|failed|undone|held REQUEST-ID MILLIS DISPATCHER`, the last one being
/// the process that started the function's own.
///
/// @param name of the function
/// @param file to which it writes
/// @param each time taken for a record
public record BatchFunction(String name, Path file, Failing failing, Duration each) {

  /// No queue may hide a message for less.
  private static final int TIMEOUT_SECONDS = 5;

  /// Its answer when a record of a batch fails.
  public enum Failing {
    /// Raises, as if nothing of the batch had happened.
    RAISES,
    /// Reports the record and stops, as is right for streams.
    STOPS,
    /// The one or the other, depending on the record.
    RAISES_OR_STOPS,
    /// Reports the record and goes on with the others.
    GOES_ON,
    /// Reports the record and those of its key behind it, and goes on with the other keys, as is
    /// right for queues that keep the order of groups.
    HOLDS_KEY
  }

  /// To be deployed.
  public FunctionPackage toPackage() {
    try (InputStream source = BatchFunction.class.getResourceAsStream("batch_function.py")) {
      String text =
          new String(
              Objects.requireNonNull(source, "source").readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> environment =
          Map.of(
              "LEDGER",
              file.toString(),
              "FAILING",
              failing.name(),
              "SECONDS",
              Double.toString(each.toMillis() / 1_000.0));
      FunctionPackage python = FunctionPackage.python(name, text, environment);
      return new FunctionPackage(
          name, python.runtime(), python.handler(), python.zip(), environment, TIMEOUT_SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("the function's source cannot be read", e);
    }
  }

  /// All runs so far. Blocking.
  public List<Run> runs() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream().map(BatchFunction::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the function's ledger cannot be read", e);
    }
  }

  /// From now on poison does it no harm, or does again.
  public void mend(boolean mended) {
    Path flag = file.resolveSibling(file.getFileName() + "-mended");
    try {
      Files.deleteIfExists(flag);
      if (mended) {
        Files.createFile(flag);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the function cannot be mended", e);
    }
  }

  /// The number of records that the dispatcher with this process id gave it. Blocking.
  public long runsBy(long dispatcher) {
    return runs().stream().filter(run -> run.dispatcher() == dispatcher).count();
  }

  private static Run parse(String line) {
    String[] fields = line.split(" ", -1);
    return new Run(
        new KeyedRecord(fields[0], Long.parseLong(fields[1])),
        End.valueOf(fields[2].toUpperCase(Locale.ROOT)),
        fields[3],
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]));
  }
}
