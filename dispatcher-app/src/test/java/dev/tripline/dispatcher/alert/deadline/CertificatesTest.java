package dev.tripline.dispatcher.alert.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  @TempDir static Path directory;

  private static CertificateFiles files;
  private static Instant begun;

  @BeforeAll
  static void make() throws Exception {
    begun = Instant.now();
    files = new CertificateFiles(directory.resolve("keys.p12"));
    files.add("near", 2);
    files.add("far", 20);
    files.add("old-authority", 3, "-ext", "bc:c");
    files.add("new-authority", 30, "-ext", "bc:c");
  }

  /// Certificates end at whole seconds.
  private static long days(CertificateEnd end) {
    return Duration.between(begun, end.at()).plusHours(1).toDays();
  }

  @Test
  void of_a_chain_the_first_to_end_counts() throws Exception {
    CertificateEnd end =
        Certificates.inText("secret a", files.pem("far") + files.pem("near")).orElseThrow();
    assertThat(end.what()).isEqualTo("the certificate of secret a, CN=near,");
    assertThat(days(end)).isEqualTo(2);
  }

  @Test
  void of_a_list_of_authorities_the_last_to_end_counts() throws Exception {
    String list = files.pem("old-authority") + files.pem("new-authority");
    assertThat(days(Certificates.inText("secret a", list).orElseThrow())).isEqualTo(30);
  }

  @Test
  void certificates_are_found_as_members_of_json() throws Exception {
    String json = "{\"certificate\":\"" + files.pem("near").replace("\n", "\\n") + "\"}";
    assertThat(days(Certificates.inText("secret a", json).orElseThrow())).isEqualTo(2);
  }

  @Test
  void other_texts_have_none() {
    assertThat(Certificates.inText("secret a", "a password")).isEmpty();
    assertThat(
            Certificates.inText(
                "secret a", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
        .isEmpty();
  }

  @Test
  void each_key_of_a_store_has_an_end_and_so_has_what_it_trusts() throws Exception {
    KeyStore store = files.load();
    store.deleteEntry("old-authority");
    store.setCertificateEntry("trusted", store.getCertificate("new-authority"));
    store.deleteEntry("new-authority");
    assertThat(Certificates.inStore("server.ssl", store))
        .extracting(CertificatesTest::days)
        .containsExactlyInAnyOrder(2L, 20L, 30L);
  }
}
