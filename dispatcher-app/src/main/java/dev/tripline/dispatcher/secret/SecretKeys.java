package dev.tripline.dispatcher.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The keys that seal secrets or payloads, in a file that only the dispatcher's user can read: the primary one,
/// which seals, and older ones, which only open. All nodes need the same file. Safe for many threads.
final class SecretKeys {
  private static final Logger log = LoggerFactory.getLogger(SecretKeys.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final String contents;
  private @Nullable Keys known;

  /// @param contents that are sealed with them, for messages
  SecretKeys(Path file, String contents) {
    this.file = file;
    this.contents = contents;
  }

  /// @param id never used for another key
  record Key(String id, byte[] bytes) {}

  private record Keys(String primary, Map<String, byte[]> byId) {}

  /// The key that seals. Made now if there is no file.
  ///
  /// @param mayMake asked if there is no file: `true` if nothing was sealed so far
  /// @throws IllegalStateException if there is no file although something was sealed
  synchronized Key primary(BooleanSupplier mayMake) {
    if (known == null && !Files.exists(file)) {
      if (!mayMake.getAsBoolean()) {
        throw new IllegalStateException(
            "there is no key file "
                + file
                + " but the store has "
                + contents
                + ": bring the file back, or copy keys/"
                + file.getFileName()
                + " from the data directory of the first dispatcher that uses this store");
      }
      if (write(withNew(Map.of()), false)) {
        log.info("Made the key file {}; without it the {} in the store are lost", file, contents);
      }
    }
    Keys keys = keys();
    return new Key(keys.primary, key(keys.primary));
  }

  /// @throws IllegalStateException if the file does not have it
  byte[] key(String id) {
    return find(id)
        .orElseThrow(() -> new IllegalStateException("the key " + id + " is not in " + file));
  }

  /// Empty if the file does not have it.
  synchronized Optional<byte[]> find(String id) {
    Keys keys = keys();
    byte[] key = keys.byId.get(id);
    if (key == null) {
      // Another node may have added it.
      Keys fresh = read();
      key = isOfOthers(fresh) ? null : fresh.byId.get(id);
      known = key == null ? keys : fresh;
    }
    return Optional.ofNullable(key);
  }

  /// Reads the file again; what is known stays if it cannot be read, or is the file of others: what would be
  /// sealed by its keys, no other node could open.
  synchronized void reread() {
    try {
      Keys fresh = read();
      if (isOfOthers(fresh)) {
        log.error(
            "The key file {} does not have the key {} any more that seals {} here: it is another"
                + " file. The keys that are known stay; bring the right file back, to which new"
                + " keys are added",
            file,
            keys().primary,
            contents);
      } else {
        known = fresh;
      }
    } catch (IllegalStateException e) {
      if (known != null) {
        log.warn("The keys that are known stay; the file is read again in a while", e);
      }
    }
  }

  /// Makes a new primary key; the old ones stay.
  synchronized Key rotate() {
    Keys fresh = read();
    if (isOfOthers(fresh)) {
      throw new IllegalStateException(
          "the key file %s does not have the key that seals %s here: it is another file"
              .formatted(file, contents));
    }
    write(withNew(fresh.byId), true);
    log.info("Made a new primary key in {}; older ones are still needed for old backups", file);
    return primary(() -> false);
  }

  private static Keys withNew(Map<String, byte[]> old) {
    String id = UUID.randomUUID().toString();
    Map<String, byte[]> all = new LinkedHashMap<>(old);
    all.put(id, Envelope.newKey());
    return new Keys(id, all);
  }

  /// Whether keys are of another file than those that are known: files only get more keys.
  private boolean isOfOthers(Keys fresh) {
    Keys before = known;
    return before != null
        && !Arrays.equals(before.byId.get(before.primary), fresh.byId.get(before.primary));
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
  ///
  /// @param replace `false` leaves a file alone that another node has made in the meantime
  /// @return `false` if there was one
  private boolean write(Keys keys, boolean replace) {
    ObjectNode json = JSON.createObjectNode();
    json.put("primary", keys.primary);
    ObjectNode byId = json.putObject("keys");
    keys.byId.forEach((id, key) -> byId.put(id, Base64.getEncoder().encodeToString(key)));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path fresh =
          Files.createTempFile(
              Objects.requireNonNull(file.toAbsolutePath().getParent()),
              String.valueOf(file.getFileName()),
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(fresh, json.toString().getBytes(StandardCharsets.UTF_8));
        if (replace) {
          Files.move(
              fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
          place(fresh);
        }
      } finally {
        Files.deleteIfExists(fresh);
      }
      known = keys;
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be written", e);
    }
  }

  /// A link is not made over a file that is there.
  private void place(Path fresh) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      log.debug("No links are made beside {}; the file is moved", file, e);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
