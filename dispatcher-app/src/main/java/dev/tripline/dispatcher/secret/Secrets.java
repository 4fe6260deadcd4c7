package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// All that an operator does with secrets; nothing here answers a value. An unknown one is an
/// [ApiProblem] 404. Blocking; safe for many threads.
public final class Secrets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");
  private static final int MAX_BYTES = 64 * 1024;

  private final SecretVault vault;
  private final List<SecretUses> uses;
  private final List<SealedRows> others;
  private final Audit audit;

  Secrets(SecretVault vault, List<SecretUses> uses, List<SealedRows> others, Audit audit) {
    this.audit = audit;
    this.vault = vault;
    this.uses = List.copyOf(uses);
    this.others = List.copyOf(others);
  }

  /// A secret without its value.
  ///
  /// @param version raised each time it is put
  /// @param usedBy for instance `trigger orders`
  public record View(
      String name,
      String reference,
      long version,
      Instant createdAt,
      Instant updatedAt,
      List<String> usedBy) {}

  /// All secrets, by name.
  public List<View> list() {
    return vault.list().stream().map(this::view).toList();
  }

  public View find(String name) {
    return view(vault.find(name).orElseThrow(() -> unknown(name)));
  }

  /// Makes or replaces a secret; it is new if its version is 1.
  public View put(String name, String value, Actor actor) {
    if (!NAME.matcher(name).matches() || name.endsWith("/")) {
      throw ApiProblem.invalid("name", "1 to 512 letters, digits or any of /_+=.@- are expected");
    }
    if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ApiProblem.invalid("value", "a secret has 1 to " + MAX_BYTES + " bytes");
    }
    SecretVault.Metadata put = vault.put(name, value);
    audit.record(
        actor, "PutSecret", Audit.SECRET, name, Map.of("version", Long.toString(put.version())));
    return view(put);
  }

  /// @throws ApiProblem 409 if something uses it
  public void delete(String name, Actor actor) {
    List<String> users = users(name);
    if (!users.isEmpty()) {
      throw ApiProblem.conflict("the secret " + name + " is used by " + String.join(", ", users));
    }
    if (!vault.delete(name)) {
      throw unknown(name);
    }
    audit.record(actor, "DeleteSecret", Audit.SECRET, name, Map.of());
  }

  /// Makes a new key and seals all secrets with it, those of access keys as well. Answers their number.
  public int rotateKey(Actor actor) {
    int resealed = vault.rotate() + others.stream().mapToInt(SealedRows::reseal).sum();
    audit.record(
        actor,
        "RotateSecretKey",
        Audit.SECRET,
        "*",
        Map.of("resealed", Integer.toString(resealed)));
    return resealed;
  }

  private List<String> users(String name) {
    return uses.stream().flatMap(some -> some.of(name).stream()).sorted().toList();
  }

  private View view(SecretVault.Metadata secret) {
    return new View(
        secret.name(),
        "secret:" + secret.name(),
        secret.version(),
        secret.createdAt(),
        secret.updatedAt(),
        users(secret.name()));
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no secret " + name);
  }
}
