package dev.tripline.retry.destination;

import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The record of an asynchronous invocation's end, as AWS sends it to a destination
/// (`version`, `timestamp`, `requestContext`, `requestPayload`, `responseContext`,
/// `responsePayload`).
///
/// @param condition `Success` or why the event was given up
/// @param invokeCount how often the function ran
/// @param last the last attempt's result if the function ran in it
public record InvocationRecord(
    String requestId,
    String functionArn,
    String condition,
    int invokeCount,
    byte[] payload,
    @Nullable InvocationResult last) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  public byte[] toJson(Instant now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("version", "1.0");
      json.writeStringProperty("timestamp", TIMESTAMP.format(now));
      json.writeName("requestContext");
      json.writeStartObject();
      json.writeStringProperty("requestId", requestId);
      json.writeStringProperty("functionArn", functionArn);
      json.writeStringProperty("condition", condition);
      json.writeNumberProperty("approximateInvokeCount", invokeCount);
      json.writeEndObject();
      writePayload(json, "requestPayload", payload);
      if (last != null) {
        writeResponse(json, last);
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void writeResponse(JsonGenerator json, InvocationResult result) {
    byte[] response;
    boolean failed;
    switch (result.outcome()) {
      case Outcome.Succeeded(byte[] answer) -> {
        response = answer;
        failed = false;
      }
      case Outcome.Failed failure -> {
        response = failure.payload();
        failed = true;
      }
      case Outcome.NotRun _ -> {
        return;
      }
    }
    json.writeName("responseContext");
    json.writeStartObject();
    json.writeNumberProperty("statusCode", 200);
    String version = result.executedVersion();
    json.writeStringProperty("executedVersion", FunctionTarget.orLatest(version));
    if (failed) {
      json.writeStringProperty("functionError", "Unhandled");
    }
    json.writeEndObject();
    writePayload(json, "responsePayload", response);
  }

  /// As it is if it is JSON, as a string if it is not (an endpoint's answer may be anything).
  private static void writePayload(JsonGenerator json, String name, byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    json.writeName(name);
    if (JsonCheck.isJson(payload)) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }
}
