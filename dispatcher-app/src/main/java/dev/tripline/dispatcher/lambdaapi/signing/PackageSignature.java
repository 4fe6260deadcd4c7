package dev.tripline.dispatcher.lambdaapi.signing;

import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.runtime.pack.ZipReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSigner;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signature in a zip, as one run of `jarsigner` makes it: over each of its files.
///
/// What is in a zip that can be read in more than one way is signed by nobody, so is what a second
/// signature came to: the files of a signature are signed by none, and only one of them is verified for
/// certain.
final class PackageSignature {
  /// The manifest, what is said of it, and the signature of that.
  private static final int FILES_OF_SIGNATURE = 3;

  private static final Logger log = LoggerFactory.getLogger(PackageSignature.class);

  private PackageSignature() {}

  /// What was found.
  sealed interface Finding {

    /// @param certificates the SHA-256, in hex, of those that signed every file and are valid; none if
    ///     there is no such signature
    record Sound(Set<String> certificates) implements Finding {}

    /// Something was changed after it was signed.
    record Broken(String why) implements Finding {}
  }

  /// Blocking: reads all of the zip. Its size must be known to be bounded.
  ///
  /// @param now when certificates must be valid; time stamps of signatures do not count
  /// @throws IOException if a disk fails
  static Finding of(InputStream zip, Instant now) throws IOException {
    Path file = Files.createTempFile("signed", ".zip");
    try {
      Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
      ZipReading.requireSingle(file);
      try (JarFile jar = new JarFile(file.toFile(), true)) {
        return of(jar, now);
      }
    } catch (InvalidPackageException | ZipException e) {
      log.info("A package counts as not signed: {}", e.getMessage());
      return new Finding.Sound(Set.of());
    } catch (SecurityException e) {
      return new Finding.Broken(String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Finding of(JarFile jar, Instant now) throws IOException {
    Set<String> names = new HashSet<>();
    Set<String> common = null;
    int ofSignature = 0;
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (!names.add(entry.getName())) {
        return new Finding.Broken("more than one file has the name " + entry.getName());
      }
      try (InputStream content = jar.getInputStream(entry)) {
        content.transferTo(OutputStream.nullOutputStream());
      }
      if (isOfSignature(entry.getName())) {
        ofSignature++;
      } else if (!entry.isDirectory()) {
        Set<String> signers = certificates(entry.getCodeSigners(), now);
        if (common == null) {
          common = signers;
        } else {
          common.retainAll(signers);
        }
      }
    }
    boolean one = ofSignature == FILES_OF_SIGNATURE;
    return new Finding.Sound(common == null || !one ? Set.of() : Set.copyOf(common));
  }

  /// The files that a signature is made of have none.
  private static boolean isOfSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (!upper.startsWith("META-INF/") || upper.indexOf('/', 9) >= 0) {
      return false;
    }
    String last = upper.substring(9);
    return last.equals("MANIFEST.MF")
        || last.endsWith(".SF")
        || last.endsWith(".RSA")
        || last.endsWith(".DSA")
        || last.endsWith(".EC");
  }

  private static Set<String> certificates(CodeSigner @Nullable [] signers, Instant now) {
    Set<String> found = new HashSet<>();
    for (CodeSigner signer : signers == null ? new CodeSigner[0] : signers) {
      if (signer.getSignerCertPath().getCertificates().getFirst()
          instanceof X509Certificate certificate) {
        try {
          certificate.checkValidity(Date.from(now));
          found.add(Digest.of(certificate.getEncoded()).hex());
        } catch (CertificateException _) {
          // One that is over, or not begun, signs nothing.
        }
      }
    }
    return found;
  }
}
