package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// All that an operator does with secrets; nothing here answers a value. An unknown one is an
/// [ApiProblem] 404. Blocking; safe for many threads.
public final class Secrets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");
  private static final int MAX_BYTES = 64 * 1024;

  private final SecretVault vault;
  private final List<SecretUses> uses;

  Secrets(SecretVault vault, List<SecretUses> uses) {
    this.vault = vault;
    this.uses = List.copyOf(uses);
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

  /// By name.
  public List<View> list() {
    return vault.list().stream().map(this::view).toList();
  }

  public View find(String name) {
    return view(vault.find(name).orElseThrow(() -> unknown(name)));
  }

  /// Makes or replaces it; it is new if its version is 1.
  public View put(String name, String value) {
    if (!NAME.matcher(name).matches() || name.endsWith("/")) {
      throw ApiProblem.invalid("name", "1 to 512 letters, digits or any of /_+=.@- are expected");
    }
    if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ApiProblem.invalid("value", "a secret has 1 to " + MAX_BYTES + " bytes");
    }
    return view(vault.put(name, value));
  }

  /// @throws ApiProblem 409 if something uses it
  public void delete(String name) {
    List<String> users = users(name);
    if (!users.isEmpty()) {
      throw ApiProblem.conflict("the secret " + name + " is used by " + String.join(", ", users));
    }
    if (!vault.delete(name)) {
      throw unknown(name);
    }
  }

  /// Makes a new key and seals all secrets with it. Answers how many.
  public int rotateKey() {
    return vault.rotate();
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
