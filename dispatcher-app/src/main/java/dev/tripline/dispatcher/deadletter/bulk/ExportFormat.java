package dev.tripline.dispatcher.deadletter.bulk;

import dev.tripline.dispatcher.deadletter.DeadLetterView;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The form of exported letters. Pure.
enum ExportFormat {
  /// A JSON document a line.
  NDJSON("ndjson", "application/x-ndjson") {
    @Override
    String head() {
      return "";
    }

    @Override
    String line(DeadLetter letter, DeadLetterView shown) {
      ObjectNode line = JSON.valueToTree(shown);
      line.remove("classId");
      line.put("orderKey", letter.links().orderKey());
      return line + "\n";
    }
  },
  CSV("csv", "text/csv") {
    @Override
    String head() {
      return CsvLine.of(COLUMNS);
    }

    @Override
    String line(DeadLetter letter, DeadLetterView shown) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.addAll(
          Arrays.asList(
              shown.id(),
              shown.requestId(),
              shown.function(),
              shown.trigger(),
              shown.reason(),
              letter.attempts().isEmpty() ? null : letter.attempts().getLast().errorType(),
              shown.lastError(),
              shown.attempts().size(),
              shown.acceptedAt(),
              shown.diedAt(),
              shown.redriveCount(),
              letter.links().orderKey(),
              shown.redrivenFrom(),
              shown.payloadBytes(),
              text(shown.payload()),
              shown.payloadBase64(),
              shown.unreadable()));
      return CsvLine.of(cells);
    }
  };

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "requestId",
          "function",
          "trigger",
          "reason",
          "errorType",
          "lastError",
          "attempts",
          "acceptedAt",
          "diedAt",
          "redriveCount",
          "orderKey",
          "redrivenFrom",
          "payloadBytes",
          "payload",
          "payloadBase64",
          "unreadable");

  private final String word;
  private final String contentType;

  ExportFormat(String word, String contentType) {
    this.word = word;
    this.contentType = contentType;
  }

  static ExportFormat of(@Nullable String word) {
    String wanted = Objects.requireNonNullElse(word, NDJSON.word);
    return Arrays.stream(values())
        .filter(format -> format.word.equals(wanted))
        .findFirst()
        .orElseThrow(() -> ApiProblem.invalid("format", "must be one of ndjson, csv"));
  }

  abstract String head();

  /// @param shown what may be seen of it
  abstract String line(DeadLetter letter, DeadLetterView shown);

  String word() {
    return word;
  }

  String contentType() {
    return contentType;
  }

  private static @Nullable String text(@Nullable JsonNode payload) {
    return payload == null ? null : payload.toString();
  }
}
