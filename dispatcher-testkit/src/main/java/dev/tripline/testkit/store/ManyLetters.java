package dev.tripline.testkit.store;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// So many dead letters that what looks at them shows what it costs: of 20 functions, 40 errors each and 7
/// triggers, over the last 25 hours, each with three attempts and a JSON object of 1,000 bytes.
public final class ManyLetters {
  private static final int AT_ONCE = 1_000;
  private static final int FUNCTIONS = 20;
  private static final int ERRORS = 40;

  private ManyLetters() {}

  /// Blocks until all of them are kept.
  ///
  /// @param last when the newest of them died
  public static void keep(DeadLetterStore letters, int count, Instant last) {
    for (int i = 0; i < count; i += AT_ONCE) {
      List<DeadLetter> batch = new ArrayList<>();
      for (int n = i; n < Math.min(i + AT_ONCE, count); n++) {
        batch.add(letter(n, last.minusSeconds(n % 90_000)));
      }
      letters.add(batch, List.of());
    }
  }

  private static byte[] payload(int number) {
    String begin = "{\"order\":%d,\"currency\":\"USD\",\"note\":\"".formatted(number);
    return (begin + "n".repeat(998 - begin.length()) + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  private static DeadLetter letter(int number, Instant diedAt) {
    String word =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN".substring(number % ERRORS, number % ERRORS + 1);
    Attempt attempt =
        new Attempt(
            1,
            diedAt,
            Duration.ofMillis(12),
            "FunctionError",
            "TypeError",
            "cannot read " + word + " of order " + number + " at 10.0.0." + number % 250);
    return new DeadLetter(
        "%08x-0000-7000-8000-000000000000".formatted(number),
        UUID.nameUUIDFromBytes(
                new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)})
            .toString(),
        FunctionTarget.latest("function-" + number / ERRORS % FUNCTIONS),
        "trigger-" + number % 7,
        "RetriesExhausted",
        "cannot read " + word,
        payload(number),
        null,
        List.of(attempt, attempt, attempt),
        diedAt,
        diedAt,
        0);
  }
}
