package dev.tripline.dispatcher.access.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// Verifies signatures in two steps, so that nothing of a body is read for a caller that is refused
/// anyway: [#claim] needs the head of the request, [#verifyHead] the secret, [#verify] the body as well. Does not block;
/// safe for many threads.
public final class SignatureVerifier {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final String CONTENT_DIGEST = "x-amz-content-sha256";

  private final SigningRules rules;
  private final InstantSource clock;

  public SignatureVerifier(SigningRules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /// Reads the signature and checks all that needs neither body nor secret: its form, its scope, its
  /// time, and that it covers the host and every header of AWS's.
  public ClaimResult claim(SignedRequest request) {
    return switch (ClaimReader.read(request)) {
      case Refusal refusal -> refusal;
      case SignatureClaim claim ->
          objection(request, claim).<ClaimResult>map(refusal -> refusal).orElse(claim);
    };
  }

  /// Whether the head of a request names its body's digest, so that its signature can be verified before
  /// the body is read.
  public static boolean announcesBody(SignedRequest request) {
    return !request.header(CONTENT_DIGEST).isEmpty();
  }

  /// Verifies the head of a request that announces its body. Compares in constant time. Empty if it was
  /// signed with the secret; its body is still to be compared by [#verify].
  public Optional<Refusal> verifyHead(
      SignedRequest request, SignatureClaim claim, SigningSecret secret) {
    List<String> announced = request.header(CONTENT_DIGEST);
    return announced.size() == 1
        ? prove(request, claim, secret, announced.getFirst())
        : Optional.of(Refusal.mismatch());
  }

  /// Compares in constant time. Empty if the body is the one that the head announces.
  public static Optional<Refusal> verifyBody(SignedRequest request, byte[] body) {
    List<String> announced = request.header(CONTENT_DIGEST);
    return announced.size() == 1
            && MessageDigest.isEqual(
                Digests.hex(Digests.sha256(body)),
                announced.getFirst().getBytes(StandardCharsets.ISO_8859_1))
        ? Optional.empty()
        : Optional.of(Refusal.mismatch());
  }

  /// Compares in constant time. Empty if the request was signed with the secret.
  public Optional<Refusal> verify(
      SignedRequest request, SignatureClaim claim, SigningSecret secret, byte[] body) {
    if (announcesBody(request)) {
      return verifyHead(request, claim, secret).or(() -> verifyBody(request, body));
    }
    return prove(request, claim, secret, Digests.sha256Hex(body));
  }

  private Optional<Refusal> prove(
      SignedRequest request, SignatureClaim claim, SigningSecret secret, String digest) {
    boolean proven =
        matches(request, claim, secret, digest, true)
            // Some clients add the token of a URL behind its signature. It decides the secret all
            // the same.
            || (claim.presigned()
                && claim.token() != null
                && matches(request, claim, secret, digest, false));
    return proven ? Optional.empty() : Optional.of(Refusal.mismatch());
  }

  private boolean matches(
      SignedRequest request,
      SignatureClaim claim,
      SigningSecret secret,
      String digest,
      boolean withToken) {
    String canonical = CanonicalRequest.of(request, claim, rules.path(), digest, withToken);
    String text =
        ClaimReader.ALGORITHM
            + "\n"
            + claim.timestamp()
            + "\n"
            + claim.scope()
            + "\n"
            + Digests.sha256Hex(canonical.getBytes(StandardCharsets.ISO_8859_1));
    byte[] expected = secret.sign(claim, text.getBytes(StandardCharsets.ISO_8859_1));
    return MessageDigest.isEqual(expected, claim.signature().getBytes(StandardCharsets.US_ASCII));
  }

  private Optional<Refusal> objection(SignedRequest request, SignatureClaim claim) {
    if (!claim.service().equals(rules.service())) {
      return invalid("Credential should be scoped to correct service: '" + rules.service() + "'.");
    }
    if (rules.region() == null
        ? claim.region().isEmpty()
        : !claim.region().equals(rules.region())) {
      return invalid("Credential should be scoped to a valid region.");
    }
    if (!claim.timestamp().startsWith(claim.scopeDate() + "T")) {
      return invalid(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP:"
              + " '%s' != '%s', from '%s'."
                  .formatted(
                      claim.scopeDate(), claim.timestamp().substring(0, 8), claim.timestamp()));
    }
    return headers(request, claim).or(() -> digest(request)).or(() -> time(claim));
  }

  private static Optional<Refusal> headers(SignedRequest request, SignatureClaim claim) {
    List<String> signed = claim.signedHeaders();
    if (!signed.contains("host")) {
      return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (int i = 1; i < signed.size(); i++) {
      if (signed.get(i - 1).compareTo(signed.get(i)) >= 0) {
        return invalid("The signed headers must be sorted, each once.");
      }
    }
    for (String name : request.headers().keySet()) {
      // A session token decides the secret, so that no other can take its place.
      if (name.startsWith("x-amz-")
          && !name.equals(ClaimReader.TOKEN_HEADER)
          && !signed.contains(name)) {
        return invalid("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
    return Optional.empty();
  }

  /// Bodies are always hashed here, so a signature that leaves them out proves nothing.
  private static Optional<Refusal> digest(SignedRequest request) {
    for (String digest : request.header(CONTENT_DIGEST)) {
      if (digest.startsWith("UNSIGNED-PAYLOAD") || digest.startsWith("STREAMING-")) {
        return invalid(digest + " is not accepted: the SHA-256 of the body must be signed.");
      }
    }
    return Optional.empty();
  }

  private Optional<Refusal> time(SignatureClaim claim) {
    Instant signed;
    try {
      signed = time(claim.timestamp());
    } catch (DateTimeException _) {
      return Optional.of(
          Refusal.incomplete("Date must be in ISO-8601 'basic format': " + claim.timestamp()));
    }
    Instant now = clock.instant();
    Instant latest = now.plus(rules.skew());
    if (signed.isAfter(latest)) {
      return invalid(
          "Signature not yet current: %s is still later than %s (%s + %d min.)"
              .formatted(claim.timestamp(), text(latest), text(now), rules.skew().toMinutes()));
    }
    if (claim.presigned()) {
      Instant end = signed.plusSeconds(claim.expiresSeconds());
      return now.isAfter(end)
          ? invalid("Signature expired: %s is now earlier than %s".formatted(text(end), text(now)))
          : Optional.empty();
    }
    Instant earliest = now.minus(rules.skew());
    return signed.isBefore(earliest)
        ? invalid(
            "Signature expired: %s is now earlier than %s (%s - %d min.)"
                .formatted(claim.timestamp(), text(earliest), text(now), rules.skew().toMinutes()))
        : Optional.empty();
  }

  /// @throws DateTimeException if there is no such time
  private static Instant time(String basic) {
    return LocalDateTime.of(
            Integer.parseInt(basic, 0, 4, 10),
            Integer.parseInt(basic, 4, 6, 10),
            Integer.parseInt(basic, 6, 8, 10),
            Integer.parseInt(basic, 9, 11, 10),
            Integer.parseInt(basic, 11, 13, 10),
            Integer.parseInt(basic, 13, 15, 10))
        .toInstant(ZoneOffset.UTC);
  }

  private static String text(Instant time) {
    return BASIC.format(time.atOffset(ZoneOffset.UTC));
  }

  private static Optional<Refusal> invalid(String message) {
    return Optional.of(Refusal.invalid(message));
  }
}
