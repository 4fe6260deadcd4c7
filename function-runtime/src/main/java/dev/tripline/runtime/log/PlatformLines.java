package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The wording of the platform's own lines, in text and in JSON (Lambda guide, "Telemetry API event
/// schema").
public final class PlatformLines {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long BYTES_PER_MB = 1024 * 1024;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private PlatformLines() {}

  /// An ending, as reports name it.
  ///
  /// @param status `success`, `error` or `timeout`
  /// @param inText whether reports in text speak of it
  record Status(String status, @Nullable String errorType, boolean inText) {
    static final Status SUCCESS = new Status("success", null, false);

    boolean failed() {
      return !status.equals("success");
    }

    private String text() {
      return "Status: " + status + (errorType == null ? "" : "\tError Type: " + errorType);
    }
  }

  /// The figures of an invocation.
  ///
  /// @param initMillis of the worker's start, if this was its first invocation
  record Figures(
      double durationMillis, int memorySizeMb, int maxMemoryUsedMb, @Nullable Double initMillis) {
    private long billedMillis() {
      return (long) Math.ceil(durationMillis);
    }
  }

  static String start(String requestId, String version) {
    return "START RequestId: " + requestId + " Version: " + version;
  }

  static String end(String requestId) {
    return "END RequestId: " + requestId;
  }

  static String report(String requestId, Figures figures, Status status) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d"
                    + " MB\tMax Memory Used: %d MB\t",
                requestId,
                figures.durationMillis(),
                figures.billedMillis(),
                figures.memorySizeMb(),
                figures.maxMemoryUsedMb()));
    if (figures.initMillis() != null) {
      line.append(String.format(Locale.ROOT, "Init Duration: %.2f ms\t", figures.initMillis()));
    }
    if (status.inText()) {
      line.append(status.text()).append('\t');
    }
    return line.toString();
  }

  static String initReport(double millis, String phase, Status status) {
    return String.format(
        Locale.ROOT,
        "INIT_REPORT Init Duration: %.2f ms\tPhase: %s\t%s",
        millis,
        phase,
        status.text());
  }

  static String extension(String name, List<String> events) {
    return "EXTENSION\tName: "
        + name
        + "\tState: Ready\tEvents: ["
        + String.join(", ", events)
        + "]";
  }

  static String jsonExtension(Instant now, String name, List<String> events) {
    ObjectNode record = JSON.createObjectNode().put("name", name).put("state", "Ready");
    events.forEach(record.putArray("events")::add);
    return event(now, "platform.extension", record);
  }

  /// @param trace null for none
  static String jsonStart(Instant now, String requestId, String version, @Nullable String trace) {
    ObjectNode record = record(requestId).put("version", version);
    if (trace != null) {
      record.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", trace);
    }
    return event(now, "platform.start", record);
  }

  /// @param producedBytes of the answer; null if it is not known
  static String jsonEnd(
      Instant now, String requestId, double millis, Status status, @Nullable Long producedBytes) {
    Map<String, Number> metrics = new TreeMap<>(Map.of("durationMs", rounded(millis)));
    if (producedBytes != null) {
      metrics.put("producedBytes", producedBytes);
    }
    ObjectNode record = record(requestId);
    addStatus(record, status);
    record.set("metrics", numbers(metrics));
    return event(now, "platform.runtimeDone", record);
  }

  static String jsonReport(Instant now, String requestId, Figures figures, Status status) {
    Map<String, Number> metrics = new TreeMap<>();
    metrics.put("durationMs", rounded(figures.durationMillis()));
    metrics.put("billedDurationMs", figures.billedMillis());
    metrics.put("memorySizeMB", figures.memorySizeMb());
    metrics.put("maxMemoryUsedMB", figures.maxMemoryUsedMb());
    if (figures.initMillis() != null) {
      metrics.put("initDurationMs", rounded(figures.initMillis()));
    }
    ObjectNode record = record(requestId);
    record.set("metrics", numbers(metrics));
    addStatus(record, status);
    return event(now, "platform.report", record);
  }

  /// The start of a worker.
  ///
  /// @param type `on-demand` or `provisioned-concurrency`
  /// @param phase `init`, or `invoke` for a start at the expense of the invocation
  record Initialization(String type, String phase) {
    private ObjectNode record() {
      return JSON.createObjectNode().put("initializationType", type).put("phase", phase);
    }
  }

  static String jsonInitStart(Instant then, Initialization start, FunctionSpec function) {
    ObjectNode record =
        start
            .record()
            .put("runtimeVersion", function.runtime())
            .put("functionName", function.functionName())
            .put("functionVersion", function.version())
            .put("instanceMaxMemory", function.memoryMb() * BYTES_PER_MB);
    return event(then, "platform.initStart", record);
  }

  static String jsonInitRuntimeDone(Instant now, Initialization start, Status status) {
    ObjectNode record = start.record();
    addStatus(record, status);
    return event(now, "platform.initRuntimeDone", record);
  }

  static String jsonInitReport(Instant now, double millis, Initialization start, Status status) {
    ObjectNode record = start.record();
    addStatus(record, status);
    record.set("metrics", numbers(Map.of("durationMs", rounded(millis))));
    return event(now, "platform.initReport", record);
  }

  private static ObjectNode record(String requestId) {
    return JSON.createObjectNode().put("requestId", requestId);
  }

  private static void addStatus(ObjectNode record, Status status) {
    record.put("status", status.status());
    if (status.errorType() != null) {
      record.put("errorType", status.errorType());
    }
  }

  private static ObjectNode numbers(Map<String, Number> values) {
    ObjectNode node = JSON.createObjectNode();
    values.forEach((name, value) -> {
      if (value instanceof Double fraction) {
        node.put(name, fraction);
      } else {
        node.put(name, value.longValue());
      }
    });
    return node;
  }

  private static double rounded(double millis) {
    return Math.round(millis * 1000) / 1000.0;
  }

  /// A moment, with its milliseconds.
  static String time(Instant moment) {
    return TIME.format(moment);
  }

  /// An event of the platform in JSON.
  public static String event(Instant now, String type, ObjectNode record) {
    ObjectNode event = JSON.createObjectNode();
    event.put("time", time(now)).put("type", type);
    event.set("record", record);
    return JSON.writeValueAsString(event);
  }
}
