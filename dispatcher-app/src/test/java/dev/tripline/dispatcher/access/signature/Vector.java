package dev.tripline.dispatcher.access.signature;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A signed request of one of the public suites, and the secret that it was signed with.
///
/// @param head the request line and the headers, joined where they were folded
record Vector(String name, SigningRules rules, List<String> head, byte[] body) {
  static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
  static final SigningSecret SECRET = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static List<Vector> all() {
    List<Vector> all = new ArrayList<>();
    for (Path directory : children("/sigv4/aws-c-auth")) {
      if (Files.isDirectory(directory)) {
        JsonNode context = JSON.readTree(directory.resolve("context.json").toFile());
        SigningRules.PathForm form =
            context.path("normalize").asBoolean()
                ? SigningRules.PathForm.NORMALISED
                : SigningRules.PathForm.ENCODED;
        for (String kind : List.of("header", "query")) {
          Path file = directory.resolve(kind + "-signed-request.txt");
          all.add(of("aws-c-auth " + directory.getFileName() + " " + kind, form, read(file)));
        }
      }
    }
    for (Path file : children("/sigv4/botocore")) {
      if (file.toString().endsWith(".sreq")) {
        Vector signed =
            of("botocore " + file.getFileName(), SigningRules.PathForm.NORMALISED, read(file));
        Path right = Path.of(file.toString().replace(".sreq", ".authz"));
        all.add(Files.exists(right) ? signed.signedBy(read(right)) : signed);
      }
    }
    return all;
  }

  /// The same with another authorization: see the suites' README.
  private Vector signedBy(byte[] authorization) {
    List<String> changed =
        head.stream()
            .map(line ->
                line.startsWith("Authorization:")
                    ? "Authorization:"
                        + new String(authorization, StandardCharsets.US_ASCII).strip()
                    : line)
            .toList();
    return new Vector(name, rules, changed, body);
  }

  private static Vector of(String name, SigningRules.PathForm form, byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    int end = text.indexOf("\n\n");
    String top = end < 0 ? text.stripTrailing() : text.substring(0, end);
    List<String> head = new ArrayList<>();
    for (String line : top.split("\n", -1)) {
      if (line.startsWith(" ")) {
        head.set(head.size() - 1, head.getLast() + "\n" + line);
      } else {
        head.add(line);
      }
    }
    // The files end with a line feed that belongs to no body.
    String body = end < 0 ? "" : text.substring(end + 2).stripTrailing();
    return new Vector(
        name,
        new SigningRules("service", "us-east-1", form, Duration.ofMinutes(5)),
        List.copyOf(head),
        body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<Path> children(String resource) {
    URL url = Objects.requireNonNull(Vector.class.getResource(resource), resource);
    try (Stream<Path> children = Files.list(Path.of(url.toURI()))) {
      return children.sorted().toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(resource + " cannot be read", e);
    }
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SignedRequest request() {
    String line = head.getFirst();
    int space = line.indexOf(' ');
    String target = line.substring(space + 1, line.lastIndexOf(' '));
    int mark = target.indexOf('?');
    var headers = new SignedRequest.Headers();
    for (String header : head.subList(1, head.size())) {
      int colon = header.indexOf(':');
      headers.add(header.substring(0, colon), header.substring(colon + 1));
    }
    return new SignedRequest(
        line.substring(0, space),
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers.byName());
  }

  /// Each request that differs from this one in one byte: of the request line, of a header that is
  /// signed or signs, of the body.
  List<Vector> mutants() {
    List<Vector> mutants = new ArrayList<>();
    for (int line = 0; line < head.size(); line++) {
      String text = head.get(line);
      int last = line == 0 ? text.lastIndexOf(" HTTP/") : text.length();
      for (int i = 0; i < last; i++) {
        if (Character.isLetterOrDigit(text.charAt(i))) {
          List<String> changed = new ArrayList<>(head);
          changed.set(line, text.substring(0, i) + other(text.charAt(i)) + text.substring(i + 1));
          mutants.add(new Vector(name + ", line " + line + ", byte " + i, rules, changed, body));
        }
      }
    }
    for (int i = 0; i < body.length; i++) {
      byte[] changed = Arrays.copyOf(body, body.length);
      changed[i] ^= 1;
      mutants.add(new Vector(name + ", body, byte " + i, rules, head, changed));
    }
    return mutants;
  }

  /// Another letter or digit, which differs by more than its case.
  private static char other(char c) {
    return switch (c) {
      case 'z' -> 'a';
      case 'Z' -> 'A';
      case '9' -> '0';
      default -> (char) (c + 1);
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
