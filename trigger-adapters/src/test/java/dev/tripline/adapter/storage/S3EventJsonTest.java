package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Event;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class S3EventJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @CsvSource({"CREATED, s3-created.json", "REMOVED, s3-removed.json"})
  void event_has_the_shape_that_s3_documents(S3EventName name, String golden) throws Exception {
    var bucket =
        new FolderBucketSettings.Bucket("my-bucket", "us-east-1", "123456789012", "uploads");
    var file = new KnownFile(3, 0, "7", "900150983cd24fb0d6963f7d28e17f72", 1);
    var change =
        new S3EventJson.Change(
            name, "red flower/ü+1.jpg", FileContents.unread(file), "00000000000000001F", null);
    Event event =
        S3EventJson.event(bucket, change, Instant.parse("2026-01-02T03:04:05.678Z"), "abc");
    try (InputStream in =
        Objects.requireNonNull(S3EventJsonTest.class.getResourceAsStream("/golden/" + golden))) {
      assertThat(JSON.readTree(event.payload())).isEqualTo(JSON.readTree(in.readAllBytes()));
    }
    assertThat(event.subject()).isEqualTo("red flower/ü+1.jpg");
    assertThat(event.type()).isEqualTo("aws.s3." + name.text());
  }
}
