package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.chain.Tokens;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.spi.audit.Actor;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The callers that access keys and tokens stand for. Safe for many threads.
public final class KeyLookup implements Credentials, Tokens {
  private final KnownKeys known;
  private final AccountSettings account;
  private final InstantSource clock;

  public KeyLookup(KnownKeys known, AccountSettings account, InstantSource clock) {
    this.known = known;
    this.account = account;
    this.clock = clock;
  }

  /// A key that lasts has no session token.
  @Override
  public Credentials.Result find(String accessKeyId, @Nullable String token) {
    Optional<KnownKeys.Known> found = token == null ? known.find(accessKeyId) : Optional.empty();
    if (found.isEmpty() || found.get().key().disabled()) {
      return new Credentials.Result.Unknown();
    }
    Instant now = clock.instant();
    List<SigningSecret> secrets = new ArrayList<>(2);
    for (KnownKeys.Secret secret : found.get().secrets()) {
      SigningSecret signing = secret.signing();
      if (signing != null && secret.isValidAt(now)) {
        secrets.add(signing);
      }
    }
    return secrets.isEmpty()
        ? new Credentials.Result.Unknown()
        : new Credentials.Result.Found(caller(found.get().key()), secrets);
  }

  @Override
  public Optional<Caller> find(String token) {
    Optional<KeyTexts.Token> read = KeyTexts.read(token);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Optional<KnownKeys.Known> found = known.find(read.get().id());
    if (found.isEmpty()
        || found.get().key().disabled()
        || found.get().key().kind() != AccessKey.Kind.TOKEN) {
      return Optional.empty();
    }
    byte[] digest = KeyTexts.digest(read.get().secret());
    Instant now = clock.instant();
    return found.get().secrets().stream()
            .anyMatch(
                secret -> MessageDigest.isEqual(secret.kept(), digest) && secret.isValidAt(now))
        ? Optional.of(caller(found.get().key()))
        : Optional.empty();
  }

  private Caller caller(AccessKey key) {
    return new Caller(
        Actor.operator(key.name()),
        "arn:aws:iam::" + account.accountId() + ":user/" + key.name(),
        key.role(),
        key.resources());
  }
}
