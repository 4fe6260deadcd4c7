package dev.tripline.testkit.topic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority that issues certificates, made with `keytool`.
public final class CertificateAuthority {
  private static final String PASSWORD = "authority-secret";

  private final Path directory;
  private final Path store;
  private int issued;

  private CertificateAuthority(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("authority.p12");
  }

  /// @param directory empty; for its files
  public static CertificateAuthority create(Path directory) {
    var authority = new CertificateAuthority(directory);
    authority.keytool(
        authority.store,
        "-genkeypair",
        "-alias",
        "authority",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        "CN=An authority for tests",
        "-ext",
        "bc:critical=ca:true",
        "-ext",
        "ku:critical=keyCertSign",
        "-validity",
        "3650");
    return authority;
  }

  /// A key with its certificate.
  public record Identity(PrivateKey key, X509Certificate certificate, KeyStore store) {

    /// The certificate alone, as SNS publishes it.
    public byte[] pem() {
      return CertificateAuthority.pem(certificate);
    }

    /// The key as a PEM file that only this user may read.
    public void writeKey(Path file) {
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
            file, "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
      } catch (IOException e) {
        throw new UncheckedIOException("the key cannot be written", e);
      }
    }

    /// For a server with this certificate.
    public SSLContext server() {
      try {
        KeyManagerFactory keys =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no TLS with the certificate", e);
      }
    }
  }

  /// A certificate as a PEM file.
  public static byte[] pem(X509Certificate certificate) {
    try {
      String text =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return ("-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n")
          .getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate has no form", e);
    }
  }

  /// Issues a certificate that is valid for some days from now on.
  public Identity issue(String name, int days) {
    Path own = directory.resolve("issued-" + issued++ + ".p12");
    try {
      Files.copy(store, own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keytool(
        own,
        "-genkeypair",
        "-alias",
        "own",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-signer",
        "authority",
        "-dname",
        "CN=" + name,
        "-ext",
        "SAN=DNS:" + name,
        "-validity",
        Integer.toString(days));
    keytool(own, "-delete", "-alias", "authority");
    KeyStore keys = load(own);
    try {
      return new Identity(
          (PrivateKey) Objects.requireNonNull(keys.getKey("own", PASSWORD.toCharArray())),
          (X509Certificate) Objects.requireNonNull(keys.getCertificate("own")),
          keys);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot be read", e);
    }
  }

  /// Its own certificate.
  public X509Certificate certificate() {
    try {
      Certificate own = load(store).getCertificate("authority");
      return (X509Certificate) Objects.requireNonNull(own);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate cannot be read", e);
    }
  }

  /// For a client that trusts this authority alone.
  public SSLContext client() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS that trusts the authority", e);
    }
  }

  private static KeyStore load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the store of keys cannot be read", e);
    }
  }

  private void keytool(Path keyStore, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keytool does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }
}
