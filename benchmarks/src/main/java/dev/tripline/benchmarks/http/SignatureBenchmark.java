package dev.tripline.benchmarks.http;

import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.dispatcher.access.signature.ClaimResult;
import dev.tripline.dispatcher.access.signature.SignatureClaim;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SignedRequest;
import dev.tripline.dispatcher.access.signature.SigningRules;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import dev.tripline.sdk.client.RequestSigner;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The cost of a verified signature, on one thread: the request as the AWS CLI sends it, its key known.
public final class SignatureBenchmark implements Benchmark {
  private static final int WARM = 200_000;
  private static final int CALLS = 200_000;
  private static final int RUNS = 5;
  private static final String SECRET = "0123456789012345678901234567890123456789";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SignatureVerifier verifier =
      new SignatureVerifier(SigningRules.of("lambda", null), InstantSource.fixed(NOW));
  private final SigningSecret secret = new SigningSecret(SECRET);

  private final Report report =
      new Report(
          "Signatures",
          "One call of the Lambda API verified, on one thread and without HTTP: its claim read, the"
              + " body hashed, the signature compared.");

  @Override
  public Report run() {
    for (int bytes : new int[] {200, 64 * 1024}) {
      byte[] body = new byte[bytes];
      SignedRequest request = request(body);
      verify(request, body, WARM * 200 / Math.max(200, bytes) + 2_000);
      List<Double> micros = new ArrayList<>();
      int calls = CALLS * 200 / Math.max(200, bytes) + 2_000;
      for (int run = 0; run < RUNS; run++) {
        long begun = System.nanoTime();
        verify(request, body, calls);
        micros.add((System.nanoTime() - begun) / 1_000.0 / calls);
      }
      if (bytes == 200) {
        report.atMost(50, "One signature, body of 200 bytes", "µs", micros);
      } else {
        report.figure("One signature, body of 64 KB", "µs", micros);
      }
    }
    return report;
  }

  private void verify(SignedRequest request, byte[] body, int calls) {
    for (int i = 0; i < calls; i++) {
      ClaimResult read = verifier.claim(request);
      if (!(read instanceof SignatureClaim claim)
          || verifier.verify(request, claim, secret, body).isPresent()) {
        throw new IllegalStateException("the signature was refused: " + read);
      }
    }
  }

  private static SignedRequest request(byte[] body) {
    URI uri = URI.create("http://127.0.0.1:9000/2015-03-31/functions/orders/invocations");
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("X-Amz-Invocation-Type", "RequestResponse");
    sent.put("Content-Type", "application/json");
    var signer =
        new RequestSigner(
            new RequestSigner.AccessKey("TLAKAAAAAAAAAAAAAAAA", SECRET, null),
            "us-east-1",
            InstantSource.fixed(NOW));
    var headers = new SignedRequest.Headers();
    sent.forEach(headers::add);
    signer.sign("POST", uri, sent, body).forEach(headers::add);
    headers.add("Host", "127.0.0.1:9000");
    headers.add("User-Agent", "aws-cli/2.13.0 Python/3.11 Linux/6.1 exe/x86_64");
    headers.add("Accept-Encoding", "identity");
    headers.add("Content-Length", Integer.toString(body.length));
    return new SignedRequest("POST", uri.getRawPath(), "", headers.byName());
  }
}
