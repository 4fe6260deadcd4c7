package dev.tripline.dispatcher.lambdaapi.signing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;

/// Signs zips as `jarsigner` does, by a certificate of its own.
///
/// @param folder for files in between
public record ZipSigner(PrivateKey key, X509Certificate certificate, Path folder) {
  private static final String PASSWORD = "store-secret";

  /// @param more arguments of `keytool`, such as `-startdate -10d`
  public static ZipSigner create(Path folder, String name, String... more) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> arguments =
        List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name);
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      loaded.load(stream, PASSWORD.toCharArray());
    }
    return new ZipSigner(
        (PrivateKey) loaded.getKey(name, PASSWORD.toCharArray()),
        (X509Certificate) loaded.getCertificate(name),
        folder);
  }

  public byte[] sign(byte[] zip) throws Exception {
    Path file = Files.createTempFile(folder, "unsigned", ".zip");
    Files.write(file, zip);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    try (ZipFile opened = new ZipFile(file.toFile())) {
      new JarSigner.Builder(
              key, CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)))
          .signerName(sha256().substring(0, 8))
          .build()
          .sign(opened, signed);
    } finally {
      Files.delete(file);
    }
    return signed.toByteArray();
  }

  public String sha256() throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }

  /// The version of a signing profile whose signatures are this one's.
  public String profile() throws Exception {
    return "arn:aws:signer:us-east-1:000000000000:/signing-profiles/releases/" + sha256();
  }

  /// A copy of a zip with one more file, or with another content of one.
  public static byte[] changed(byte[] zip, String name, String content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip));
        var copy = new ZipOutputStream(out)) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().equals(name)) {
          copy.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(copy);
        }
      }
      copy.putNextEntry(new ZipEntry(name));
      copy.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
