package dev.tripline.adapter.sns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/// The certificates by which SNS signs, once they are found good: read from an address of SNS's, with a
/// name of SNS's, and with a chain to a certificate that is trusted. Those of SNS come without the one
/// that issued them: it is read from the address of Amazon's authority that they name.
///
/// Blocking while one is read, one at a time; the others are in memory. A certificate that was found bad
/// is not read again for a minute, and no more than 30 a minute are read in all, so that messages which
/// anybody sends cannot have SNS asked without end. Safe for many threads.
public final class SigningCertificates {
  private static final Pattern ISSUER =
      Pattern.compile("http://crt\\.[a-z0-9]{1,20}\\.amazontrust\\.com/[a-z0-9]{1,20}\\.cer");
  private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
  private static final int MOST_KEPT = 100;
  private static final int MOST_READS = 30;
  private static final int DEEPEST = 3;
  private static final Duration MEMORY = Duration.ofMinutes(1);
  private static final Duration GOOD_FOR = Duration.ofDays(1);

  private final WebRead web;
  private final Set<TrustAnchor> trusted;
  private final InstantSource clock;
  private final Map<URI, Found> found = new ConcurrentHashMap<>();
  private Instant minute = Instant.EPOCH;
  private int reads;

  /// @param trusted authorities
  public SigningCertificates(
      WebRead web, Collection<X509Certificate> trusted, InstantSource clock) {
    this.web = web;
    this.trusted =
        Set.copyOf(trusted.stream().map(authority -> new TrustAnchor(authority, null)).toList());
    this.clock = clock;
  }

  /// What came of looking for a certificate.
  sealed interface Found {
    Instant until();

    record Good(PublicKey key, Instant until) implements Found {}

    record Bad(String why, Instant until) implements Found {}

    /// It could not be read, and may be later.
    record Unreachable(String why, Instant until) implements Found {}
  }

  /// @param address of the region's SNS
  Found find(URI address, SnsRegion region) {
    Found known = kept(address);
    return known == null ? readOnce(address, region) : known;
  }

  private @Nullable Found kept(URI address) {
    Found known = found.get(address);
    return known != null && clock.instant().isBefore(known.until()) ? known : null;
  }

  private synchronized Found readOnce(URI address, SnsRegion region) {
    Found known = kept(address);
    if (known != null) {
      return known;
    }
    Instant now = clock.instant();
    if (now.isAfter(minute.plus(MEMORY))) {
      minute = now;
      reads = 0;
    }
    if (++reads > MOST_READS) {
      return new Found.Unreachable("too many certificates were asked for in this minute", now);
    }
    Found fresh = read(address, region, now);
    if (found.size() >= MOST_KEPT) {
      found.clear();
    }
    found.put(address, fresh);
    return fresh;
  }

  private Found read(URI address, SnsRegion region, Instant now) {
    try {
      List<X509Certificate> chain = parse(web.get(address));
      X509Certificate leaf = chain.getFirst();
      if (names(leaf).noneMatch(region::signsAs)) {
        return new Found.Bad("its certificate has another name", now.plus(MEMORY));
      }
      requireTrusted(leaf, chain, now);
      Instant end = leaf.getNotAfter().toInstant();
      Instant until = now.plus(GOOD_FOR);
      return new Found.Good(leaf.getPublicKey(), until.isBefore(end) ? until : end);
    } catch (IOException e) {
      return new Found.Unreachable(
          "its certificate cannot be read", now.plus(Duration.ofSeconds(5)));
    } catch (GeneralSecurityException e) {
      return new Found.Bad("its certificate is not trusted", now.plus(MEMORY));
    }
  }

  private static List<X509Certificate> parse(byte[] bytes) throws CertificateException {
    Collection<? extends Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate one : all) {
      if (one instanceof X509Certificate certificate) {
        chain.add(certificate);
      }
    }
    if (chain.isEmpty() || chain.size() > 10) {
      throw new CertificateException("1 to 10 certificates are expected, not " + chain.size());
    }
    return chain;
  }

  /// Builds a chain of what is there, and reads issuers as long as one is missing.
  private void requireTrusted(X509Certificate leaf, List<X509Certificate> given, Instant now)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> known = new ArrayList<>(given);
    X509Certificate last = leaf;
    for (int depth = 0; ; depth++) {
      try {
        build(leaf, known, now);
        return;
      } catch (GeneralSecurityException e) {
        URI issuer = issuer(last);
        if (issuer == null || depth == DEEPEST) {
          throw e;
        }
        last = parse(web.get(issuer)).getFirst();
        known.add(last);
      }
    }
  }

  private void build(X509Certificate leaf, List<X509Certificate> known, Instant now)
      throws GeneralSecurityException {
    X509CertSelector selector = new X509CertSelector();
    selector.setCertificate(leaf);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, selector);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  /// The address of the issuer's certificate, if it is one of Amazon's authority.
  private static @Nullable URI issuer(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION);
    if (extension == null) {
      return null;
    }
    Matcher address = ISSUER.matcher(new String(extension, StandardCharsets.ISO_8859_1));
    return address.find() ? URI.create(address.group()) : null;
  }

  /// Its alternative names, and the common one if there are none.
  private static Stream<String> names(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      return alternatives.stream()
          .filter(name -> name.size() > 1 && name.get(1) instanceof String)
          .map(name -> String.valueOf(name.get(1)));
    }
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()));
    } catch (InvalidNameException e) {
      throw new CertificateException("the subject has no name", e);
    }
  }
}
