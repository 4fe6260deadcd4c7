package dev.tripline.adapter.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.source.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// The documents of each store and the events that functions get of them.
class NotificationShapesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"aws", "ceph", "minio", "rustfs", "seaweedfs"})
  void document_of_a_store_becomes_the_event_that_s3_would_send(String store) throws Exception {
    List<Event> events = events(golden(store));
    assertThat(events).hasSize(1);
    assertThat(JSON.readTree(events.getFirst().payload()))
        .isEqualTo(JSON.readTree(golden(store + "-event")));
  }

  @Test
  void keys_are_decoded_as_their_store_encodes_them() throws Exception {
    assertThat(events(golden("aws")).getFirst().subject()).isEqualTo("in/happy faceé.jpg");
    assertThat(events(golden("ceph")).getFirst().subject()).isEqualTo("in/50%+off.jpg");
    assertThat(events(golden("minio")).getFirst().subject()).isEqualTo("in/a b.jpg");
  }

  @Test
  void test_event_carries_nothing() throws Exception {
    String test =
        """
        {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-31T12:00:00.000Z",
         "Bucket":"photos","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3e"}
        """;
    assertThat(events(test)).isEmpty();
  }

  @Test
  void same_change_by_another_configuration_or_retry_has_the_same_key() throws Exception {
    String sent = golden("minio");
    String again =
        sent.replace("\"Config\"", "\"Other\"")
            .replace("16A5B2C5F2D3E4F1\",\"x-minio", "OTHER\",\"x-minio");
    assertThat(key(again)).isEqualTo(key(sent));
    assertThat(
            key(
                sent.replace(
                    "\"sequencer\":\"16A5B2C5F2D3E4F1\"", "\"sequencer\":\"16A5B2C5F2D3E4F2\"")))
        .isNotEqualTo(key(sent));
    assertThat(key(sent.replace("\"eTag\":\"0eb", "\"eTag\":\"1eb"))).isNotEqualTo(key(sent));
    assertThat(key(sent.replace("in%2Fa+b.jpg", "in%2Fa+c.jpg"))).isNotEqualTo(key(sent));
  }

  @Test
  void changes_of_one_key_are_ordered_by_their_sequencers_and_others_stay() throws Exception {
    String records =
        "{\"Records\":[%s,%s,%s,%s]}"
            .formatted(record("a", "0A"), record("b", "01"), record("a", "09"), record("a", "099"));
    assertThat(
            NotificationDocument.changes(records.getBytes(StandardCharsets.UTF_8), NOW).stream()
                .map(change -> change.key() + change.sequencer()))
        .containsExactly("a09", "b01", "a099", "a0A");
  }

  @Test
  void rename_in_a_filer_is_a_removal_and_a_creation() throws Exception {
    String renamed =
        """
        {"key":"/buckets/photos/a.jpg","event_type":"rename","message":{
          "oldEntry":{"name":"a.jpg","attributes":{"fileSize":"3","mtime":"1769860800"}},
          "newEntry":{"name":"b.jpg","attributes":{"fileSize":"3","mtime":"1769860800"}},
          "newParentPath":"/buckets/photos/in"}}
        """;
    assertThat(events(renamed).stream().map(event -> event.type() + " " + event.subject()))
        .containsExactly("aws.s3.ObjectRemoved:Delete a.jpg", "aws.s3.ObjectCreated:Put in/b.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/buckets/photos", "/topics/a/b", "/buckets/photos/.uploads/1/0001.part"})
  void entries_that_are_no_objects_are_passed_over(String path) throws Exception {
    assertThat(events(golden("seaweedfs").replace("/buckets/photos/in/a b.jpg", path))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"Records\":{}}",
        "{\"Records\":[1]}",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}",
        "{\"Records\":[],\"Records\":[]}",
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>",
        "{\"key\":\"/buckets/a/b\",\"event_type\":\"format\",\"message\":{}}",
        "{\"key\":\"/buckets/a/b\",\"event_type\":\"create\",\"message\":1}",
        "{\"Type\":\"Notification\",\"Message\":\"{}\"}"
      })
  void anything_else_is_refused(String document) {
    assertThatThrownBy(() -> events(document)).isInstanceOf(InvalidNotificationException.class);
  }

  @Test
  void documents_made_to_exhaust_the_reader_are_refused() {
    List<String> bombs =
        List.of(
            "{\"Records\":" + "[".repeat(100_000),
            "{\"Records\":[" + "1,".repeat(600_000) + "1]}",
            "{\"Records\":[" + (record("a", "01") + ",").repeat(1_000) + record("a", "01") + "]}",
            "{\"Records\":[{\"x\":" + "9".repeat(10_000) + "}]}",
            "{\"Records\":[" + record("a", "f".repeat(65)) + "]}",
            "{\"Records\":[" + record("%zz", "01") + "]}",
            "{\"Records\":[" + record("a%FF", "01") + "]}",
            "{\"Records\":[" + record("%EF%BF%BD%FF", "01") + "]}");
    for (String bomb : bombs) {
      assertThatThrownBy(() -> events(bomb)).isInstanceOf(InvalidNotificationException.class);
    }
  }

  @Test
  void selection_is_by_event_and_wildcard_prefix_and_suffix_of_the_decoded_key() {
    var selection =
        new ObjectSelection(
            List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"), "in/a ", ".jpg");
    assertThat(selection.matches("ObjectCreated:Put", "in/a b.jpg")).isTrue();
    assertThat(selection.matches("s3:ObjectCreated:Copy", "in/a b.jpg")).isTrue();
    assertThat(selection.matches("ObjectRemoved:Delete", "in/a b.jpg")).isTrue();
    assertThat(selection.matches("ObjectRemoved:DeleteMarkerCreated", "in/a b.jpg")).isFalse();
    assertThat(selection.matches("ObjectCreated:Put", "in/b.jpg")).isFalse();
    assertThat(selection.matches("ObjectCreated:Put", "in/a b.png")).isFalse();
    for (String unknown :
        List.of("ObjectCreated:*", "s3:ObjectCreate:*", "s3:", "s3:Object*", "s3:*:Put")) {
      assertThatThrownBy(() -> new ObjectSelection(List.of(unknown), "", ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(unknown);
    }
  }

  private static String record(String key, String sequencer) {
    return """
    {"eventName":"ObjectCreated:Put","eventSource":"aws:s3","s3":{"bucket":{"name":"photos"},
    "object":{"key":"%s","sequencer":"%s"}}}\
    """
        .formatted(key, sequencer);
  }

  private static String key(String document) throws Exception {
    return Objects.requireNonNull(events(document).getFirst().dedupKey());
  }

  private static List<Event> events(String document) throws Exception {
    return new ObjectEvents(Set.of(), ObjectSelection.ALL, null)
        .of(NotificationDocument.changes(document.getBytes(StandardCharsets.UTF_8), NOW));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        NotificationShapesTest.class.getResourceAsStream("/golden/bucket/" + name + ".json")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
