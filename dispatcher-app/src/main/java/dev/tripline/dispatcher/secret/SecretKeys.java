package dev.tripline.dispatcher.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The keys that seal secrets, in a file that only the dispatcher's user can read: the primary one,
/// which seals, and older ones, which only open. All nodes need the same file. Safe for many threads.
final class SecretKeys {
  private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private @Nullable Keys known;

  SecretKeys(Path file) {
    this.file = file;
  }

  /// @param id never used for another key
  record Key(String id, byte[] bytes) {}

  private record Keys(String primary, Map<String, byte[]> byId) {}

  /// The key that seals. Made now if there is no file.
  ///
  /// @param mayMake `true` if nothing was sealed so far
  /// @throws IllegalStateException if there is no file although something was sealed
  synchronized Key primary(boolean mayMake) {
    if (known == null && !Files.exists(file)) {
      if (!mayMake) {
        throw new IllegalStateException(
            "there is no key file " + file + " but the store has secrets: bring the file back");
      }
      write(withNew(Map.of()));
      log.info("Made the key file {}; without it the secrets in the store are lost", file);
    }
    Keys keys = keys();
    return new Key(keys.primary, key(keys.primary));
  }

  /// @throws IllegalStateException if the file does not have it
  synchronized byte[] key(String id) {
    byte[] key = keys().byId.get(id);
    if (key == null) {
      // Another node may have added it.
      known = null;
      key = keys().byId.get(id);
    }
    if (key == null) {
      throw new IllegalStateException("the key " + id + " is not in " + file);
    }
    return key;
  }

  /// Makes a new primary key; the old ones stay.
  synchronized Key rotate() {
    known = null;
    write(withNew(keys().byId));
    log.info("Made a new primary key in {}; older ones are still needed for old backups", file);
    return primary(false);
  }

  private static Keys withNew(Map<String, byte[]> old) {
    String id = UUID.randomUUID().toString();
    Map<String, byte[]> all = new LinkedHashMap<>(old);
    all.put(id, Envelope.newKey());
    return new Keys(id, all);
  }

  private Keys keys() {
    Keys keys = known;
    if (keys == null) {
      keys = read();
      known = keys;
    }
    return keys;
  }

  private Keys read() {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      Map<String, byte[]> byId = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : json.path("keys").properties()) {
        byte[] key = Base64.getDecoder().decode(entry.getValue().asString());
        if (key.length != Envelope.KEY_BYTES) {
          throw new IllegalStateException("the keys in " + file + " must have 256 bits");
        }
        byId.put(entry.getKey(), key);
      }
      String primary = json.path("primary").asString("");
      if (!byId.containsKey(primary)) {
        throw new IllegalStateException("the primary key of " + file + " is not in it");
      }
      return new Keys(primary, byId);
    } catch (JacksonException | IllegalArgumentException _) {
      // The parser's message could repeat a key.
      throw new IllegalStateException("the key file " + file + " cannot be understood");
    } catch (IOException e) {
      throw new IllegalStateException("the key file " + file + " cannot be read", e);
    }
  }

  /// Beside it first, so that a crash leaves the old file or the new one.
  private void write(Keys keys) {
    ObjectNode json = JSON.createObjectNode();
    json.put("primary", keys.primary);
    ObjectNode byId = json.putObject("keys");
    keys.byId.forEach((id, key) -> byId.put(id, Base64.getEncoder().encodeToString(key)));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, json.toString().getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      known = keys;
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be written", e);
    }
  }
}
