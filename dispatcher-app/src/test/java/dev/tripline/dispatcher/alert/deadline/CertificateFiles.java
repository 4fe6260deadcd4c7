package dev.tripline.dispatcher.alert.deadline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/// A key store with certificates that sign themselves, made by the JDK's `keytool`.
///
/// @param store PKCS 12
record CertificateFiles(Path store) {
  static final String PASSWORD = "store-secret";

  /// A key and its certificate.
  ///
  /// @param more arguments, such as `-ext bc:c` for an authority
  void add(String alias, int days, String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
    arguments.addAll(List.of("-validity", Integer.toString(days)));
    arguments.addAll(List.of(more));
    keytool(arguments);
  }

  String pem(String alias) throws IOException, InterruptedException {
    Path file = store.resolveSibling(alias + ".pem");
    keytool(List.of("-exportcert", "-rfc", "-alias", alias, "-file", file.toString()));
    return Files.readString(file);
  }

  KeyStore load() throws Exception {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      loaded.load(stream, PASSWORD.toCharArray());
    }
    return loaded;
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
  }
}
