package dev.tripline.runtime.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtilLinuxSandboxTest {

  /// Setting it on an older kernel would bound the whole host.
  @ParameterizedTest
  @CsvSource({
    "6.14.0-15-generic,true",
    "6.18.44-fc,true",
    "7.0,true",
    "6.13.12,false",
    "6.1.0-28-amd64,false",
    "5.15.0-1051-azure,false",
    "Unknown,false"
  })
  void last_process_is_set_where_it_is_the_namespaces_own(String release, boolean own) {
    assertThat(UtilLinuxSandbox.givesNamespacesTheirOwnLastProcess(release)).isEqualTo(own);
  }
}
