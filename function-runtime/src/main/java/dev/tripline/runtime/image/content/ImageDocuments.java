package dev.tripline.runtime.image.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON documents of images, OCI's and Docker's (schema 2). Pure; everything that a document
/// says is bounded here.
public final class ImageDocuments {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_LAYERS = 127; // as Docker
  private static final int MOST_VARIABLES = 1_000;
  private static final int MOST_ARGUMENTS = 1_000;
  private static final int MOST_TEXT = 64 * 1024;
  private static final int MOST_PARTS_OF_INDEX = 1_000;
  private static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";

  private ImageDocuments() {}

  /// An index lists manifests; everything else is a manifest.
  public static boolean isIndex(byte[] document) throws ImageException {
    return parse(document).path("manifests").isArray();
  }

  /// The manifest in an index for this machine.
  ///
  /// @param architecture in OCI's words: `amd64`, `arm64`
  /// @param name the reference's tag, by which the index of a layout tells images apart; null for any
  public static Descriptor choose(byte[] index, String architecture, @Nullable String name)
      throws ImageException {
    List<Descriptor> fit = new ArrayList<>();
    List<String> others = new ArrayList<>();
    JsonNode parts = array(parse(index), "manifests", MOST_PARTS_OF_INDEX);
    for (JsonNode part : parts) {
      String named = part.path("annotations").path(REFERENCE_NAME).asString("");
      JsonNode platform = part.path("platform");
      if (name != null && !name.equals(named)) {
        others.add("tag '" + named + "'");
      } else if (platform.isObject() && !fits(platform, architecture)) {
        others.add(platform.path("os").asString("?") + "/" + architectureOf(platform));
      } else {
        fit.add(descriptor(part));
      }
    }
    if (fit.isEmpty()) {
      throw ImageException.invalid(
          "The image has no part for linux/"
              + architecture
              + (name == null ? "" : " and the tag '" + name + "'")
              + "; it has "
              + others.stream().limit(20).toList()
              + ".");
    }
    if (fit.size() > 1 && !fit.stream().allMatch(fit.getFirst()::equals)) {
      throw ImageException.invalid(
          "The place holds " + fit.size() + " images; a tag or a digest must name one of them.");
    }
    return fit.getFirst();
  }

  private static boolean fits(JsonNode platform, String architecture) {
    String variant = platform.path("variant").asString("");
    return platform.path("os").asString("").equals("linux")
        && architectureOf(platform).equals(architecture)
        && (variant.isEmpty() || architecture.equals("amd64") || variant.equals("v8"));
  }

  private static String architectureOf(JsonNode platform) {
    return platform.path("architecture").asString("?");
  }

  public static ImageManifest manifest(Digest digest, byte[] document) throws ImageException {
    JsonNode root = parse(document);
    if (!root.path("config").isObject()) {
      throw ImageException.invalid(
          "The image manifest, config or layer media type for the source image is not supported:"
              + " neither an OCI image nor one of Docker's schema 2.");
    }
    List<Descriptor> layers = new ArrayList<>();
    for (JsonNode layer : array(root, "layers", MOST_LAYERS)) {
      layers.add(descriptor(layer));
    }
    for (Descriptor layer : layers) {
      LayerCompression.of(layer.mediaType());
    }
    return new ImageManifest(digest, descriptor(root.path("config")), List.copyOf(layers));
  }

  private static Descriptor descriptor(JsonNode node) throws ImageException {
    JsonNode size = node.path("size");
    if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
      throw ImageException.invalid("A part of the image has no size.");
    }
    return new Descriptor(
        node.path("mediaType").asString(""),
        Digest.parse(node.path("digest").asString("")),
        size.asLong());
  }

  /// @param architecture of this machine, in OCI's words
  public static ImageConfiguration configuration(byte[] document, String architecture)
      throws ImageException {
    JsonNode root = parse(document);
    String os = root.path("os").asString("linux");
    String built = root.path("architecture").asString(architecture);
    if (!os.equals("linux") || !built.equals(architecture)) {
      throw ImageException.invalid(
          "The image is for " + os + "/" + built + ", this host is linux/" + architecture + ".");
    }
    JsonNode config = root.path("config");
    List<Digest> layers = new ArrayList<>();
    for (JsonNode layer : array(root.path("rootfs"), "diff_ids", MOST_LAYERS)) {
      layers.add(Digest.parse(layer.asString("")));
    }
    ImageConfiguration read =
        new ImageConfiguration(
            variables(texts(config, "Env", MOST_VARIABLES)),
            texts(config, "Entrypoint", MOST_ARGUMENTS),
            texts(config, "Cmd", MOST_ARGUMENTS),
            text(config.path("WorkingDir")),
            List.copyOf(layers));
    requireShort(read);
    return read;
  }

  private static void requireShort(ImageConfiguration read) throws ImageException {
    long bytes = bytes(read.workingDirectory());
    for (Map.Entry<String, String> variable : read.environment().entrySet()) {
      bytes += bytes(variable.getKey()) + bytes(variable.getValue());
    }
    for (List<String> words : List.of(read.entryPoint(), read.command())) {
      for (String word : words) {
        bytes += bytes(word);
      }
    }
    if (bytes > MOST_TEXT) {
      throw ImageException.invalid(
          "Variables and command of the image have more than " + MOST_TEXT + " bytes.");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Map<String, String> variables(List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : lines) {
      int end = line.indexOf('=');
      if (end > 0) {
        variables.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return variables;
  }

  private static List<String> texts(JsonNode node, String member, int most) throws ImageException {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array(node, member, most)) {
      texts.add(text(item));
    }
    return List.copyOf(texts);
  }

  /// No program can be given a NUL: neither arguments nor variables have it.
  private static String text(JsonNode node) throws ImageException {
    String text = node.asString("");
    if (text.indexOf('\0') >= 0) {
      throw ImageException.invalid("The image's configuration contains a NUL character.");
    }
    return text;
  }

  private static JsonNode array(JsonNode node, String member, int most) throws ImageException {
    JsonNode array = node.path(member);
    if (array.size() > most) {
      throw ImageException.invalid(
          "The image has " + array.size() + " " + member + "; at most " + most + " are allowed.");
    }
    return array;
  }

  private static JsonNode parse(byte[] document) throws ImageException {
    try {
      return JSON.readTree(document);
    } catch (JacksonException e) {
      throw new ImageException(
          ImageException.Reason.INVALID, "A document of the image is no JSON.", e);
    }
  }
}
