package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.signature.ClaimResult;
import dev.tripline.dispatcher.access.signature.Refusal;
import dev.tripline.dispatcher.access.signature.SignatureClaim;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SignedRequest;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import dev.tripline.dispatcher.rest.guard.BodySender;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds the caller of a signed request. Reads the body only after the key is known and the rest of the
/// signature is in order; and after the signature is proven, if the head names the body's digest. Blocks while it reads; safe for many threads.
public final class SignatureCheck {
  /// Of a body up to this size, an array of its announced length is made before it has arrived.
  private static final int WHOLE = 8 * 1024;

  private final SignatureVerifier verifier;
  private final List<Credentials> credentials;
  private final SignedBodyLimits limits;

  /// @param credentials asked in this order
  public SignatureCheck(
      SignatureVerifier verifier, List<Credentials> credentials, SignedBodyLimits limits) {
    this.verifier = verifier;
    this.credentials = List.copyOf(credentials);
    this.limits = limits;
  }

  /// The outcome for one request.
  public sealed interface Outcome {

    /// @param request with its body, which is read by now
    record Proven(Caller caller, HttpServletRequest request) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}

    /// The body is larger than any operation at this path takes.
    record TooLarge(String message) implements Outcome {}

    /// The role of the key has no use for a body of this size at this path.
    record Denied(String message) implements Outcome {}
  }

  public Outcome check(HttpServletRequest http) throws IOException {
    SignedRequest request = signed(http);
    ClaimResult read = verifier.claim(request);
    return switch (read) {
      case Refusal refusal -> new Outcome.Refused(refusal);
      case SignatureClaim claim ->
          switch (find(claim)) {
            case Credentials.Result.Found found -> verify(http, request, claim, found);
            case Credentials.Result.Expired _ -> new Outcome.Refused(Refusal.expiredToken());
            case Credentials.Result.Unknown _ -> new Outcome.Refused(Refusal.unknownClient());
          };
    };
  }

  private Credentials.Result find(SignatureClaim claim) {
    for (Credentials some : credentials) {
      Credentials.Result result = some.find(claim.accessKeyId(), claim.token());
      if (!(result instanceof Credentials.Result.Unknown)) {
        return result;
      }
    }
    return new Credentials.Result.Unknown();
  }

  private Outcome verify(
      HttpServletRequest http,
      SignedRequest request,
      SignatureClaim claim,
      Credentials.Result.Found found)
      throws IOException {
    boolean announced = SignatureVerifier.announcesBody(request);
    if (announced) {
      Optional<Refusal> refusal =
          first(found, secret -> verifier.verifyHead(request, claim, secret));
      if (refusal.isPresent()) {
        return new Outcome.Refused(refusal.get());
      }
    }
    BodySender.named(http, claim.accessKeyId());
    int most = limits.of(request.path());
    int limit = limits.of(request.path(), found.caller().role());
    byte[] body = http.getContentLengthLong() > limit ? null : body(http, limit);
    if (body == null || body.length > limit) {
      return limit < most
          ? new Outcome.Denied(SignedBodyLimits.denial(found.caller().role()))
          : new Outcome.TooLarge(SignedBodyLimits.message(request.path(), limit));
    }
    Optional<Refusal> refusal =
        announced
            ? SignatureVerifier.verifyBody(request, body)
            : first(found, secret -> verifier.verify(request, claim, secret, body));
    return refusal.isPresent()
        ? new Outcome.Refused(refusal.get())
        : new Outcome.Proven(found.caller(), new BufferedRequest(http, body));
  }

  /// Empty if one of the secrets passes.
  private static Optional<Refusal> first(
      Credentials.Result.Found found, Function<SigningSecret, Optional<Refusal>> verify) {
    Optional<Refusal> refusal = Optional.of(Refusal.unknownClient());
    for (SigningSecret secret : found.secrets()) {
      refusal = verify.apply(secret);
      if (refusal.isEmpty()) {
        return refusal;
      }
    }
    return refusal;
  }

  /// One byte beyond the limit at most.
  private static byte[] body(HttpServletRequest http, int limit) throws IOException {
    int announced = http.getContentLength();
    try (InputStream in = http.getInputStream()) {
      if (announced < 0 || announced > WHOLE) {
        return in.readNBytes(limit + 1);
      }
      byte[] body = new byte[announced];
      int read = in.readNBytes(body, 0, announced);
      return read == announced ? body : Arrays.copyOf(body, read);
    }
  }

  private static SignedRequest signed(HttpServletRequest http) {
    var headers = new SignedRequest.Headers();
    Enumeration<String> names = http.getHeaderNames();
    while (names.hasMoreElements()) {
      String name = names.nextElement();
      Enumeration<String> values = http.getHeaders(name);
      while (values.hasMoreElements()) {
        headers.add(name, values.nextElement());
      }
    }
    String query = http.getQueryString();
    return new SignedRequest(
        http.getMethod(), http.getRequestURI(), query == null ? "" : query, headers.byName());
  }
}
