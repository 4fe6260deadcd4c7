package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes links to objects and proves them. A link is what it leads to, with a tag over it by a key that
/// follows from the key file: every node that has the file proves it, also after a restart, and nothing is
/// kept for one. Blocking when it reads the key file; safe for many threads.
public final class ObjectLinks {
  static final String PREFIX = "/objects";

  private static final String PURPOSE = "links to objects";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TAG_BYTES = 32;
  private static final int LONGEST_TOKEN = 6 * 1024;
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f-]{36}");

  private final Seals seals;
  private final Supplier<@Nullable String> address;
  private final InstantSource clock;

  /// @param address of this dispatcher as functions reach it; null as long as it is not known
  ObjectLinks(Seals seals, Supplier<@Nullable String> address, InstantSource clock) {
    this.seals = seals;
    this.address = address;
    this.clock = clock;
  }

  /// @param expires from when on the URL leads nowhere
  public record Issued(String url, Instant expires) {}

  /// Whether functions have an address of this dispatcher.
  boolean haveAddress() {
    return address.get() != null;
  }

  /// Makes a link.
  ///
  /// @param trigger its id
  /// @param state of the object, by which the trigger's [LinkedObjects] knows it again
  /// @throws SourceUnavailableException as long as the dispatcher has no address for functions
  public Issued issue(String trigger, String bucket, String key, String state, Duration lifetime) {
    String base = address.get();
    if (base == null) {
      throw new SourceUnavailableException(
          "there is no address yet at which functions reach this dispatcher, for links to objects"
              + " (with TLS: tripline.function-credentials.endpoint)");
    }
    Seals.Derived derived = seals.derive(PURPOSE);
    Instant end = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    byte[] link = new ObjectLink(derived.keyId(), trigger, bucket, key, state, end).bytes();
    byte[] tag = tag(derived.key(), link);
    byte[] token = ByteBuffer.allocate(TAG_BYTES + link.length).put(tag).put(link).array();
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    return new Issued(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PREFIX + "/" + text,
        end);
  }

  /// The object that a token leads to.
  ///
  /// @throws ApiProblem if the token is not one of this dispatcher's, or has expired
  ObjectLink proven(String token) {
    ObjectLink link = link(token);
    if (!clock.instant().isBefore(link.expires())) {
      throw ApiProblem.gone("the link was good until " + link.expires());
    }
    return link;
  }

  private ObjectLink link(String token) {
    try {
      if (token.length() <= LONGEST_TOKEN) {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        if (bytes.length > TAG_BYTES) {
          byte[] tag = Arrays.copyOf(bytes, TAG_BYTES);
          byte[] said = Arrays.copyOfRange(bytes, TAG_BYTES, bytes.length);
          ObjectLink link = ObjectLink.of(said);
          if (isProven(link.keyId(), tag, said)) {
            return link;
          }
        }
      }
    } catch (IOException | IllegalArgumentException | DateTimeException _) {
      // Said below.
    }
    throw ApiProblem.forbidden("the link was not made by this dispatcher");
  }

  private boolean isProven(String keyId, byte[] tag, byte[] said) {
    return KEY_ID.matcher(keyId).matches()
        && seals
            .derive(PURPOSE, keyId)
            .filter(key -> MessageDigest.isEqual(tag(key, said), tag))
            .isPresent();
  }

  private static byte[] tag(byte[] key, byte[] said) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(said);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
