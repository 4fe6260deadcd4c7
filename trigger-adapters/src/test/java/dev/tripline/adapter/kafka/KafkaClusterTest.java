package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClusterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "with \"quotes\" and \\ backslash",
        "x\" required; com.sun.security.auth.module.JndiLoginModule required user=\"x",
        "ends with \\",
        "line\nbreak\r\ttab = ; 'single' // comment /* # */ \\101 é 字"
      })
  void password_is_one_option_of_one_login_module_whatever_it_contains(String password) {
    var cluster =
        new KafkaCluster(
            List.of("b:1"),
            new KafkaCluster.Sasl(KafkaCluster.Mechanism.SCRAM_SHA_512, "al\"ice", password),
            null);
    JaasContext context = JaasContext.loadClientContext(cluster.clientProperties());
    assertThat(context.configurationEntries())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.getLoginModuleName())
              .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule");
          assertThat(entry.getControlFlag())
              .isEqualTo(AppConfigurationEntry.LoginModuleControlFlag.REQUIRED);
          assertThat(entry.getOptions())
              .isEqualTo(Map.of("username", "al\"ice", "password", password));
        });
  }

  @Test
  void protocol_follows_from_what_is_given() {
    var sasl = new KafkaCluster.Sasl(KafkaCluster.Mechanism.PLAIN, "u", "secret");
    var tls = new KafkaCluster.Tls(null, null);
    assertThat(protocol(null, null)).isEqualTo("PLAINTEXT");
    assertThat(protocol(sasl, null)).isEqualTo("SASL_PLAINTEXT");
    assertThat(protocol(null, tls)).isEqualTo("SSL");
    assertThat(protocol(sasl, tls)).isEqualTo("SASL_SSL");
  }

  private static String protocol(KafkaCluster.@Nullable Sasl sasl, KafkaCluster.@Nullable Tls tls) {
    Map<String, Object> properties = new KafkaCluster(List.of("b:1"), sasl, tls).clientProperties();
    return String.valueOf(properties.get("security.protocol"));
  }

  @Test
  void secrets_are_not_printed() {
    var key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    var cluster =
        new KafkaCluster(
            List.of("b:1"),
            new KafkaCluster.Sasl(KafkaCluster.Mechanism.PLAIN, "u", "topsecret"),
            new KafkaCluster.Tls(null, new KafkaCluster.ClientCertificate("chain", key)));
    assertThat(cluster.toString() + cluster.clientProperties())
        .contains("b:1")
        .doesNotContain("topsecret")
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void nothing_but_the_named_mechanisms_is_taken() {
    assertThat(KafkaCluster.Mechanism.of("SCRAM-SHA-256"))
        .isEqualTo(KafkaCluster.Mechanism.SCRAM_SHA_256);
    assertThatThrownBy(() -> KafkaCluster.Mechanism.of("OAUTHBEARER"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SCRAM-SHA-512");
  }
}
