package dev.tripline.dispatcher.access;

import dev.tripline.dispatcher.access.key.AccessKey;
import dev.tripline.dispatcher.access.key.AccessKeys;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a fresh dispatcher its first admin, so that somebody can make the other keys.
final class FirstKey {
  private static final Logger log = LoggerFactory.getLogger(FirstKey.class);

  private final AccessKeys keys;
  private final AccessSettings settings;
  private final Path file;

  /// @param file for the key that is made if the settings name none; only its owner can read it
  FirstKey(AccessKeys keys, AccessSettings settings, Path file) {
    this.keys = keys;
    this.settings = settings;
    this.file = file;
  }

  /// A key and a token that were just made.
  record Made(String accessKeyId, String secretAccessKey, String token, Path file) {

    /// Variables for a shell.
    List<String> lines(String region, String endpoint) {
      return List.of(
          "export AWS_ACCESS_KEY_ID=" + accessKeyId,
          "export AWS_SECRET_ACCESS_KEY=" + secretAccessKey,
          "export AWS_DEFAULT_REGION=" + region,
          "export AWS_ENDPOINT_URL_LAMBDA=" + endpoint,
          "export ADMIN_TOKEN=" + token);
    }
  }

  /// Whether somebody sits in front of what is printed: not where others reach the dispatcher, nor where
  /// systemd keeps the output in its journal, for all who may read logs.
  ///
  /// @param address that the dispatcher listens on; empty for all
  /// @param journal systemd's variable `JOURNAL_STREAM`; null if the output goes elsewhere
  static boolean isToldOnConsole(String address, @Nullable String journal) {
    try {
      return journal == null
          && !address.isEmpty()
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      log.debug("{} is not resolved here", address, e);
      return false;
    }
  }

  /// Makes the key that the settings name, or one of its own if nobody has one. Empty if nothing new was
  /// made that has to be told.
  Optional<Made> ensure() {
    String id = settings.firstKeyId();
    if (id != null) {
      adopt(id);
      return Optional.empty();
    }
    if (!keys.list().isEmpty()) {
      if (keys.lackAdmin()) {
        log.warn(
            "No access key of an admin is enabled: nobody can administer this dispatcher. Stop it,"
                + " and make one with the command `access-keys create`");
      }
      return Optional.empty();
    }
    try {
      AccessKeys.Issued key = keys.create(admin("admin", AccessKey.Kind.SIGNING), Actor.SYSTEM);
      AccessKeys.Issued token =
          keys.create(admin("admin-token", AccessKey.Kind.TOKEN), Actor.SYSTEM);
      return Optional.of(
          new Made(
              key.accessKey().id(),
              Objects.requireNonNull(key.secretAccessKey()),
              Objects.requireNonNull(token.token()),
              file));
    } catch (ApiProblem e) {
      log.info("Another node has made the first access key: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void adopt(String id) {
    if (keys.list().stream().noneMatch(key -> key.id().equals(id))) {
      String secret = Objects.requireNonNull(settings.firstKeySecret()).resolve();
      keys.adopt(admin("first-admin", AccessKey.Kind.SIGNING), id, secret, Actor.SYSTEM);
      log.info("Made the access key {} of the settings, for an admin", id);
    }
  }

  private static AccessKeys.Wanted admin(String name, AccessKey.Kind kind) {
    return new AccessKeys.Wanted(name, kind, Role.ADMIN, Caller.EVERYTHING);
  }

  /// Writes the variables where only this user reads them.
  static void write(Made made, List<String> lines) {
    String text =
        "# The first admin of this dispatcher. Make keys of your own, then delete this one and this"
            + " file.\n"
            + String.join("\n", lines)
            + "\n";
    try {
      Files.createDirectories(
          Objects.requireNonNull(made.file.getParent()),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.deleteIfExists(made.file);
      Files.createFile(
          made.file,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(made.file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the first access key cannot be written to " + made.file, e);
    }
  }
}
