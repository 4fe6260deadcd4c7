package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `SourceAccessConfigurations` of mappings that read Kafka, and the same in a trigger's form.
final class KafkaMappingAccess {
  private KafkaMappingAccess() {}

  /// Replaces all access settings of the form by those that the request gives.
  ///
  /// @param tls whether their number decides if the connection is encrypted
  static void read(JsonNode configurations, ObjectNode form, boolean tls) {
    form.putNull("sasl").putNull("clientCertificate").putNull("trustedCertificates");
    if (tls) {
      form.put("tls", !configurations.isEmpty());
    }
    for (JsonNode configuration : configurations) {
      String type = configuration.path("Type").asString();
      String uri = configuration.path("URI").asString();
      switch (type) {
        case "BASIC_AUTH" -> sasl(form, "PLAIN", uri);
        case "SASL_SCRAM_256_AUTH" -> sasl(form, "SCRAM-SHA-256", uri);
        case "SASL_SCRAM_512_AUTH" -> sasl(form, "SCRAM-SHA-512", uri);
        case "CLIENT_CERTIFICATE_TLS_AUTH" ->
            form.putObject("clientCertificate").put("secret", uri);
        case "SERVER_ROOT_CA_CERTIFICATE" -> form.put("trustedCertificates", uri + "#certificate");
        default ->
            throw new InvalidMappingException(
                "SourceAccessConfigurations: " + type + " is unknown.");
      }
    }
  }

  private static void sasl(ObjectNode form, String mechanism, String uri) {
    form.putObject("sasl").put("mechanism", mechanism).put("password", uri).putNull("username");
  }

  static void show(ObjectNode form, ArrayNode access, AccountSettings account) {
    JsonNode sasl = form.path("sasl");
    if (sasl.isObject()) {
      String type =
          switch (sasl.path("mechanism").asString()) {
            case "PLAIN" -> "BASIC_AUTH";
            case "SCRAM-SHA-256" -> "SASL_SCRAM_256_AUTH";
            default -> "SASL_SCRAM_512_AUTH";
          };
      MappingJson.access(access, type, sasl.path("password").asString(), account);
    }
    JsonNode certificate = form.path("clientCertificate");
    if (certificate.isObject()) {
      JsonNode secret =
          certificate.has("secret") ? certificate.path("secret") : certificate.path("privateKey");
      MappingJson.access(access, "CLIENT_CERTIFICATE_TLS_AUTH", secret.asString(), account);
    }
    if (form.path("trustedCertificates").isString()) {
      MappingJson.access(
          access,
          "SERVER_ROOT_CA_CERTIFICATE",
          form.path("trustedCertificates").asString(),
          account);
    }
  }
}
