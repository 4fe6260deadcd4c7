package dev.tripline.runtime.report;

import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The endings of an invocation that the function did not word itself, in AWS's words.
public final class Payloads {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "illegal instruction (core dumped)",
          6, "aborted (core dumped)",
          7, "bus error (core dumped)",
          8, "floating point exception (core dumped)",
          9, "killed",
          11, "segmentation fault (core dumped)",
          15, "terminated");

  private Payloads() {}

  public static Outcome timedOut(String requestId, Duration timeout) {
    String message =
        "RequestId: %s Error: Task timed out after %s seconds"
            .formatted(requestId, seconds(timeout));
    return new Outcome.TimedOut(
        json("errorType", "Sandbox.Timedout", "errorMessage", message),
        "Sandbox.Timedout",
        message);
  }

  public static Outcome exited(String requestId, int status) {
    String how =
        status == 0
            ? "Runtime exited without providing a reason"
            : "Runtime exited with error: " + reason(status);
    return crashed(requestId, "Runtime.ExitError", how);
  }

  public static Outcome crashed(String requestId, String errorType, String why) {
    String message = "RequestId: " + requestId + " Error: " + why;
    return new Outcome.Crashed(
        json("errorType", errorType, "errorMessage", message), errorType, message);
  }

  public static Outcome responseTooLarge(int limit) {
    String message =
        "Response payload size exceeded maximum allowed payload size (" + limit + " bytes).";
    return new Outcome.FunctionError(
        json("errorMessage", message, "errorType", "Function.ResponseSizeTooLarge"),
        "Function.ResponseSizeTooLarge",
        message);
  }

  /// An error that the function or its runtime reported. Its payload is JSON in any case: a runtime of
  /// one's own may report anything, and an error larger than an answer may be is cut.
  ///
  /// @param headerType the error type of the request's header, if the payload names none
  public static Outcome functionError(byte[] payload, String headerType) {
    String report = new String(payload, StandardCharsets.UTF_8);
    try {
      // Read as text: as bytes, UTF-16 and a byte order mark would pass too.
      JsonNode error = JSON.readTree(report);
      if (!error.isMissingNode()) {
        return new Outcome.FunctionError(
            payload, text(error, "errorType", headerType), text(error, "errorMessage", null));
      }
    } catch (JacksonException _) {
      // worded anew below
    }
    CutError cut = CutError.of(report, headerType);
    return new Outcome.FunctionError(
        json("errorMessage", cut.message(), "errorType", cut.type()), cut.type(), cut.message());
  }

  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e9);
  }

  private static @Nullable String text(JsonNode node, String field, @Nullable String otherwise) {
    JsonNode value = node.get(field);
    return value != null && value.isString() ? value.stringValue() : otherwise;
  }

  private static String reason(int status) {
    String signal = SIGNALS.get(status - 128);
    return signal == null ? "exit status " + status : "signal: " + signal;
  }

  private static byte[] json(String first, String a, String second, String b) {
    String text =
        "{\"%s\":%s,\"%s\":%s}"
            .formatted(first, JSON.writeValueAsString(a), second, JSON.writeValueAsString(b));
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
