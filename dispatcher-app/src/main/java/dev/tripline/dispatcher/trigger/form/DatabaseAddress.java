package dev.tripline.dispatcher.trigger.form;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.source.SourceUnavailableException;
import org.jspecify.annotations.Nullable;

/// A database whose changes a trigger wants, as its form names it.
///
/// @param trusted certificates in PEM; null for those of the JVM
/// @param capture null only while the form has errors
public record DatabaseAddress(
    String host,
    int port,
    String database,
    Login login,
    DatabaseServer.Mode tls,
    @Nullable SecretReference trusted,
    @Nullable Capture capture) {

  /// @param username null if the password's secret has it too
  /// @param password null only while the form has errors
  public record Login(@Nullable String username, @Nullable SecretReference password) {}

  /// The changes that are wanted.
  public Capture wanted() {
    if (capture == null) {
      throw new IllegalStateException("a form with errors names no changes");
    }
    return capture;
  }

  /// With its secrets, read now.
  ///
  /// @throws SourceUnavailableException if a secret is not there
  public DatabaseServer server(StoredSecrets secrets, AddressResolver addresses) {
    try {
      SecretReference password = login.password();
      if (password == null) {
        throw new IllegalStateException("no password");
      }
      var read = dev.tripline.dispatcher.connection.Login.of(login.username(), password, secrets);
      String pem = trusted == null ? null : trusted.resolve(secrets);
      return new DatabaseServer(
          host,
          port,
          database,
          new DatabaseServer.Login(read.username(), read.password()),
          new DatabaseServer.Tls(tls, pem),
          addresses);
    } catch (IllegalStateException e) {
      throw new SourceUnavailableException(
          "database %s cannot be read yet: %s; secrets are put at /v1/secrets/NAME"
              .formatted(database, e.getMessage()),
          e);
    }
  }

  /// The place as functions see it in failure records.
  public String inWords(String scheme) {
    return scheme + "://" + host + ":" + port + "/" + database;
  }
}
