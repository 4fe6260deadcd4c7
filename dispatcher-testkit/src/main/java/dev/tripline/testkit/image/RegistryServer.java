package dev.tripline.testkit.image;

import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Debian's `docker-registry` as a child process, on 127.0.0.1, for one user.
public final class RegistryServer implements AutoCloseable {
  public static final String USER = "puller";
  public static final String PASSWORD = "test-password";

  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
  private static final String LOGIN =
      USER + ":$2b$05$abcdefghijklmnopqrstuu34chBxBG/k9ApCErH1wl/WrV4FVTS/q\n";

  private final Path directory;
  private final ServerProcess process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private RegistryServer(Path directory, ServerProcess process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /// Whether the program is on this machine.
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /// Starts one; blocks until it answers.
  public static RegistryServer start() {
    Path directory = ServerProcess.newDirectory("registry");
    int port = ServerProcess.freePorts(1).getFirst();
    try {
      Files.writeString(directory.resolve("users"), LOGIN);
      Files.writeString(
          directory.resolve("config.yml"),
          """
          version: 0.1
          storage: {filesystem: {rootdirectory: %1$s/content}}
          http: {addr: "127.0.0.1:%2$d"}
          auth: {htpasswd: {realm: test, path: %1$s/users}}
          """
              .formatted(directory, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerProcess process =
        ServerProcess.launch(
            "docker-registry",
            directory,
            List.of(PROGRAM.toString(), "serve", "config.yml"),
            Map.of());
    process.awaitPort(port, ServerProcess.START_LIMIT);
    return new RegistryServer(directory, process, port);
  }

  /// As it stands in names of images.
  public String host() {
    return "127.0.0.1:" + port;
  }

  /// Pushes an image.
  ///
  /// @return the name of the image without a tag
  public String push(String name, String tag, ImageDraft image) {
    byte[] manifest = image.manifest();
    pushBlobs(name, image);
    put(name, "manifests/" + tag, ImageDraft.MANIFEST, manifest);
    return host() + "/" + name;
  }

  /// Pushes images for several machines under one tag.
  public void pushIndex(String name, String tag, ImageDraft... images) {
    for (ImageDraft image : images) {
      push(name, "sha256:" + ImageDraft.sha256(image.manifest()), image);
    }
    put(
        name,
        "manifests/" + tag,
        "application/vnd.oci.image.index.v1+json",
        ImageDraft.index(images));
  }

  private void pushBlobs(String name, ImageDraft image) {
    for (Map.Entry<String, byte[]> blob : image.blobs().entrySet()) {
      HttpResponse<String> begun =
          send(request("/v2/" + name + "/blobs/uploads/").POST(BodyPublishers.noBody()));
      String upload = begun.headers().firstValue("Location").orElseThrow();
      String separator = upload.contains("?") ? "&" : "?";
      send(
          request(
                  URI.create("http://" + host()).resolve(upload)
                      + separator
                      + "digest=sha256:"
                      + blob.getKey())
              .header("Content-Type", "application/octet-stream")
              .PUT(BodyPublishers.ofByteArray(blob.getValue())));
    }
  }

  private void put(String name, String path, String type, byte[] content) {
    send(
        request("/v2/" + name + "/" + path)
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofByteArray(content)));
  }

  private HttpRequest.Builder request(String path) {
    byte[] login = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(URI.create("http://" + host()).resolve(path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(answer + ": " + answer.body() + process.output());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.kill();
    ServerProcess.remove(directory);
  }
}
