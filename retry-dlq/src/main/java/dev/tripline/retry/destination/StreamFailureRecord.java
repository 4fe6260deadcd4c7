package dev.tripline.retry.destination;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.StreamRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The record of given-up records as AWS writes it ("Retain discarded batches" and "Capturing discarded
/// batches" in the Lambda developer guide, and records that were received from AWS): where they are in
/// their stream, and, for a destination that can hold it, the whole batch.
///
/// @param functionArn with or without a qualifier, as the destination has it
public record StreamFailureRecord(
    StreamOrigin origin, GiveUpCause cause, String functionArn, List<StreamRecord> records) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final DateTimeFormatter MILLIS = format("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
  static final DateTimeFormatter SECONDS = format("yyyy-MM-dd'T'HH:mm:ss'Z'");

  /// What the record says about the batch beside its place.
  public enum Content {
    /// SQS and SNS: pointers only.
    POINTERS,
    /// S3: with the batch as `payload`.
    PAYLOAD,
    /// Kafka: one record, as `payload`.
    SINGLE
  }

  /// @param payload the batch as the function was given it
  public byte[] toJson(Content content, byte[] payload, Instant now) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode request = json.putObject("requestContext");
    request.put("requestId", cause.requestId());
    request.put("functionArn", functionArn);
    request.put("condition", condition(content));
    request.put("approximateInvokeCount", cause.invokeCount());
    addResponse(json, cause.last());
    json.put("version", "1.0");
    json.put("timestamp", MILLIS.format(now));
    origin.info().addTo(json, origin, records, content, payload);
    if (content != Content.POINTERS) {
      json.set("payload", JSON.readTree(payload));
    }
    return JSON.writeValueAsBytes(json);
  }

  /// AWS names the first condition differently in records for Kafka topics.
  private String condition(Content content) {
    return content == Content.SINGLE && cause.condition().equals("RetryAttemptsExhausted")
        ? "RetriesExhausted"
        : cause.condition();
  }

  private static void addResponse(ObjectNode json, @Nullable InvocationResult last) {
    if (last == null || last.outcome() instanceof Outcome.NotRun) {
      return;
    }
    ObjectNode response = json.putObject("responseContext");
    response.put("statusCode", 200);
    String version = last.executedVersion();
    response.put("executedVersion", FunctionTarget.orLatest(version));
    response.put("functionError", last.outcome() instanceof Outcome.Succeeded ? null : "Unhandled");
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }
}
