package dev.tripline.adapter.sns;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// Verifies that SNS has sent a message, and lately. Blocking while a certificate is read; safe for many
/// threads.
///
/// @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the signatures of messages</a>
public final class SnsVerifier {
  private static final Duration OLDEST = Duration.ofHours(1);
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final SigningCertificates certificates;
  private final InstantSource clock;

  public SnsVerifier(SigningCertificates certificates, InstantSource clock) {
    this.certificates = certificates;
    this.clock = clock;
  }

  /// What came of it.
  sealed interface Proof {
    record Proven() implements Proof {}

    /// @param why for the sender
    record Forged(String why) implements Proof {}

    /// The certificate cannot be read now.
    record Unknown(String why) implements Proof {}
  }

  /// @param region of the message's topic
  Proof verify(SnsMessage message, SnsRegion region) throws InvalidMessageException {
    Instant now = clock.instant();
    Instant time = message.time();
    if (time.isBefore(now.minus(OLDEST)) || time.isAfter(now.plus(AHEAD))) {
      return new Proof.Forged("Timestamp is more than an hour ago, or in the future");
    }
    Optional<URI> address = region.certificate(message.text("SigningCertURL"));
    if (address.isEmpty()) {
      return new Proof.Forged("SigningCertURL is no address of a certificate of SNS in the region");
    }
    String algorithm = algorithm(message.text("SignatureVersion"));
    if (algorithm.isEmpty()) {
      return new Proof.Forged("SignatureVersion must be 1 or 2");
    }
    return switch (certificates.find(address.get(), region)) {
      case SigningCertificates.Found.Good good -> proof(message, algorithm, good.key());
      case SigningCertificates.Found.Bad bad -> new Proof.Forged("SigningCertURL: " + bad.why());
      case SigningCertificates.Found.Unreachable none ->
          new Proof.Unknown("SigningCertURL: " + none.why());
    };
  }

  private static String algorithm(String version) {
    return switch (version) {
      case "1" -> "SHA1withRSA";
      case "2" -> "SHA256withRSA";
      default -> "";
    };
  }

  private static Proof proof(SnsMessage message, String algorithm, PublicKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update(message.signedText().getBytes(StandardCharsets.UTF_8));
      return signature.verify(Base64.getDecoder().decode(message.text("Signature")))
          ? new Proof.Proven()
          : new Proof.Forged("Signature does not fit the message");
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return new Proof.Forged("Signature is none");
    }
  }
}
