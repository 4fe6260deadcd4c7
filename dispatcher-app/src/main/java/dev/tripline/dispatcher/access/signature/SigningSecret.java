package dev.tripline.dispatcher.access.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret of an access key, with the keys that were derived from it for the last few days, regions
/// and services. Safe for many threads.
public final class SigningSecret {
  private static final String MAC = "HmacSHA256";
  private static final int KEPT = 8;

  private final byte[] secret;

  /// The newest first; replaced as a whole.
  private volatile List<Derived> derived = List.of();

  public SigningSecret(String secret) {
    this.secret = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
  }

  private record Derived(String date, String region, String service, Mac keyed) {

    boolean isFor(SignatureClaim claim) {
      return date.equals(claim.scopeDate())
          && region.equals(claim.region())
          && service.equals(claim.service());
    }
  }

  /// The signature of a text, in bytes of hexadecimal digits.
  byte[] sign(SignatureClaim claim, byte[] text) {
    return Digests.hex(copy(keyed(claim)).doFinal(text));
  }

  private Mac keyed(SignatureClaim claim) {
    List<Derived> known = derived;
    for (Derived one : known) {
      if (one.isFor(claim)) {
        return one.keyed();
      }
    }
    Mac keyed = derive(claim);
    List<Derived> more = new ArrayList<>(KEPT);
    more.add(new Derived(claim.scopeDate(), claim.region(), claim.service(), keyed));
    more.addAll(known.subList(0, Math.min(known.size(), KEPT - 1)));
    derived = List.copyOf(more); // what another thread derived meanwhile is derived again
    return keyed;
  }

  private Mac derive(SignatureClaim claim) {
    byte[] key = secret;
    for (String part :
        new String[] {claim.scopeDate(), claim.region(), claim.service(), "aws4_request"}) {
      key = keyed(key).doFinal(part.getBytes(StandardCharsets.ISO_8859_1));
    }
    return keyed(key);
  }

  /// The one that is kept is never fed, so threads may copy it at the same time.
  private static Mac copy(Mac keyed) {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HmacSHA256 of the JDK can be copied", e);
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
