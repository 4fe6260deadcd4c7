package dev.tripline.dispatcher.deadletter.redrive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a redrive would do, before anything is done.
///
/// @param count letters that are meant, exact
/// @param skipped those of them that were redriven too often and stay
/// @param keys the number of order keys; the letters of each go one after the other
/// @param oldest when the oldest of them died
/// @param seconds until the last letter is sent, without the wait for the outcomes of the canary
/// @param notes in words, for those who decide
public record RedrivePlan(
    long count,
    long skipped,
    long keys,
    @JsonInclude(Include.NON_NULL) @Nullable Instant oldest,
    @JsonInclude(Include.NON_NULL) @Nullable String target,
    int canary,
    boolean confirm,
    double rate,
    double stopAtFailureShare,
    long seconds,
    List<FunctionLoad> functions,
    List<ResourceLoad> resources,
    List<String> notes) {

  /// @param letters for this function
  /// @param concurrencyLimit asynchronous invocations that may run at once on a node
  /// @param meanMillis of its invocations; missing if none is known
  /// @param measured where that comes from
  /// @param concurrencyShare the part of the limit that this redrive needs; missing with `meanMillis`
  public record FunctionLoad(
      String function,
      long letters,
      int concurrencyLimit,
      @JsonInclude(Include.NON_NULL) @Nullable Double meanMillis,
      @JsonInclude(Include.NON_NULL) @Nullable String measured,
      @JsonInclude(Include.NON_NULL) @Nullable Double concurrencyShare) {}

  /// @param budget executions that may run against it at once, over all nodes
  /// @param budgetShare the part of it that this redrive needs; missing if no duration is known
  public record ResourceLoad(
      String resource, int budget, @JsonInclude(Include.NON_NULL) @Nullable Double budgetShare) {}

  /// `14 min`, for people.
  public String time() {
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200
        ? Math.round(seconds / 60.0) + " min"
        : Math.round(seconds / 360.0) / 10.0 + " h";
  }
}
