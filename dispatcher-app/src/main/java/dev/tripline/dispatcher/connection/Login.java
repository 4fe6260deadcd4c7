package dev.tripline.dispatcher.connection;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import org.jspecify.annotations.Nullable;

/// Username and password, never to be logged.
public record Login(String username, String password) {

  /// Reads the password now, and the username with it where it is not known: from the members
  /// `username` and `password` of a secret that is a JSON object, as AWS keeps them.
  ///
  /// @param username null or empty if the secret has it
  /// @throws IllegalStateException if the secret is not there or has no such members
  public static Login of(
      @Nullable String username, SecretReference reference, StoredSecrets secrets) {
    if (username != null && !username.isEmpty()) {
      return new Login(username, reference.resolve(secrets));
    }
    return new Login(
        reference.member("username").resolve(secrets),
        reference.member("password").resolve(secrets));
  }

  @Override
  public String toString() {
    return "Login of " + username;
  }
}
