package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `SourceAccessConfigurations` of mappings that read Kafka, and the same in a trigger's form.
final class KafkaMappingAccess {
  private static final String SUBNET = "VPC_SUBNET";
  private static final String SECURITY_GROUP = "VPC_SECURITY_GROUP";

  private KafkaMappingAccess() {}

  /// Replaces all access settings of the form by those that the request gives.
  ///
  /// @param tls whether it follows from them that the connection is encrypted: if there is a secret
  static void read(JsonNode configurations, ObjectNode form, boolean tls) {
    form.putNull("sasl").putNull("clientCertificate").putNull("trustedCertificates").putNull("vpc");
    boolean secured = false;
    for (JsonNode configuration : configurations) {
      String type = configuration.path("Type").asString();
      String uri = configuration.path("URI").asString();
      switch (type) {
        case SUBNET -> network(form).withArray("subnets").add(uri);
        case SECURITY_GROUP -> network(form).withArray("securityGroups").add(uri);
        default -> {
          secured = true;
          secret(type, uri, form);
        }
      }
    }
    if (tls) {
      form.put("tls", secured);
    }
  }

  private static ObjectNode network(ObjectNode form) {
    if (form.get("vpc") instanceof ObjectNode known) {
      return known;
    }
    ObjectNode made = form.putObject("vpc");
    made.putArray("subnets");
    made.putArray("securityGroups");
    return made;
  }

  private static void secret(String type, String uri, ObjectNode form) {
    if (!SecretReference.isReference(uri)) {
      throw new InvalidMappingException(
          "SourceAccessConfigurations: the URI of %s must name a secret, ".formatted(type)
              + "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, which is put at"
              + " /v1/secrets/NAME.");
    }
    switch (type) {
      case "BASIC_AUTH" -> sasl(form, "PLAIN", uri);
      case "SASL_SCRAM_256_AUTH" -> sasl(form, "SCRAM-SHA-256", uri);
      case "SASL_SCRAM_512_AUTH" -> sasl(form, "SCRAM-SHA-512", uri);
      case "CLIENT_CERTIFICATE_TLS_AUTH" -> form.putObject("clientCertificate").put("secret", uri);
      case "SERVER_ROOT_CA_CERTIFICATE" -> form.put("trustedCertificates", uri + "#certificate");
      default ->
          throw new InvalidMappingException(
              "SourceAccessConfigurations: %s is not for Kafka, which takes ".formatted(type)
                  + "BASIC_AUTH, SASL_SCRAM_256_AUTH, SASL_SCRAM_512_AUTH,"
                  + " CLIENT_CERTIFICATE_TLS_AUTH, SERVER_ROOT_CA_CERTIFICATE, VPC_SUBNET and"
                  + " VPC_SECURITY_GROUP.");
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
    JsonNode vpc = form.path("vpc");
    vpc.path("subnets").forEach(uri -> access.addObject().put("Type", SUBNET).set("URI", uri));
    vpc.path("securityGroups")
        .forEach(uri -> access.addObject().put("Type", SECURITY_GROUP).set("URI", uri));
  }
}
