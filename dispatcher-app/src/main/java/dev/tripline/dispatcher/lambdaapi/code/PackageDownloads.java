package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Serves zips under URLs that are valid for ten minutes, on the node that wrote them.
public final class PackageDownloads {
  private static final Duration VALID = Duration.ofMinutes(10);

  private final BlobStore blobs;
  private final InstantSource clock;
  private final byte[] secret = new byte[32];

  public PackageDownloads(BlobStore blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
    new SecureRandom().nextBytes(secret);
  }

  public void addTo(Routes routes) {
    routes.addOwn("DownloadPackage", "GET", "/packages/{Key}", this::serve);
  }

  /// A URL that the caller can read the zip from.
  public String url(Call call, String sha256) {
    long end = clock.instant().plus(VALID).getEpochSecond();
    return call.baseUrl()
        + "/packages/"
        + sha256
        + "?expires="
        + end
        + "&signature="
        + signature(sha256, Long.toString(end));
  }

  private Answer serve(Call call) {
    String key = call.label("Key");
    String expires = call.query("expires");
    if (!allowed(key, expires, call.query("signature"))) {
      throw new ApiException(
          ErrorType.ACCESS_DENIED, "The URL has expired or was not written by this node.");
    }
    return new Answer(200, content(key)).contentType("application/zip");
  }

  private byte[] content(String key) {
    try (InputStream in =
        blobs
            .open(key)
            .orElseThrow(() -> new IllegalStateException("package " + key + " is missing"))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("package " + key + " cannot be read", e);
    }
  }

  private boolean allowed(String key, @Nullable String expires, @Nullable String signature) {
    if (expires == null || signature == null || !expires.matches("\\d{1,12}")) {
      return false;
    }
    byte[] expected = signature(key, expires).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))
        && clock.instant().getEpochSecond() < Long.parseLong(expires);
  }

  private String signature(String key, String expires) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] text = (key + "|" + expires).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
