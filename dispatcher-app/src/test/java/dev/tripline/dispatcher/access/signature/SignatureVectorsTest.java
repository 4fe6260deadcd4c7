package dev.tripline.dispatcher.access.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The public suites of aws-c-auth and botocore: signed requests that every verifier must accept, and
/// their neighbours, which none may.
class SignatureVectorsTest {

  static List<Vector> vectors() {
    return Vector.all();
  }

  @Test
  void both_suites_are_complete() {
    assertThat(vectors()).filteredOn(v -> v.name().startsWith("aws-c-auth")).hasSize(76);
    assertThat(vectors()).filteredOn(v -> v.name().startsWith("botocore")).hasSize(34);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_signed_request_is_accepted(Vector vector) {
    assertThat(refusal(vector, token(vector))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_request_with_one_byte_changed_is_refused(Vector vector) {
    SignedRequest signed = vector.request();
    int refused = 0;
    for (Vector mutant : vector.mutants()) {
      if (!sameRequest(signed, mutant)) {
        assertThat(refusal(mutant, token(vector))).as(mutant.name()).isPresent();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  /// A changed segment that `..` removes again, and a changed header that is not signed, leave the request
  /// that was signed.
  private static boolean sameRequest(SignedRequest signed, Vector mutant) {
    SignedRequest request = mutant.request();
    return mutant.rules().path() == SigningRules.PathForm.NORMALISED
        && signed.path().contains("..")
        && !request.path().equals(signed.path())
        && canonical(signed, mutant).equals(canonical(request, mutant));
  }

  private static String canonical(SignedRequest request, Vector vector) {
    return ClaimReader.read(request) instanceof SignatureClaim claim
        ? CanonicalRequest.of(request, claim, vector.rules().path(), "", true)
        : "";
  }

  /// The session token that belongs to the key of a vector.
  private static @Nullable String token(Vector vector) {
    return ClaimReader.read(vector.request()) instanceof SignatureClaim claim
        ? claim.token()
        : null;
  }

  private static Optional<Refusal> refusal(Vector vector, @Nullable String token) {
    var verifier = new SignatureVerifier(vector.rules(), () -> Vector.SIGNED_AT);
    SignedRequest request = vector.request();
    return switch (verifier.claim(request)) {
      case Refusal refusal -> Optional.of(refusal);
      case SignatureClaim claim when !claim.accessKeyId().equals("AKIDEXAMPLE") ->
          Optional.of(Refusal.unknownClient());
      case SignatureClaim claim when !Objects.equals(claim.token(), token) ->
          Optional.of(Refusal.unknownClient());
      case SignatureClaim claim -> verifier.verify(request, claim, Vector.SECRET, vector.body());
    };
  }
}
