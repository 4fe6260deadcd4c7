package dev.tripline.dispatcher.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page that shows how a trigger is made and fed, and the event that its function gets.
///
/// @param commands for a shell
record TriggerPage(String name, String commands, JsonNode event) {
  static final Path DIRECTORY = Path.of("..", "examples", "triggers");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|json)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /// The programs that are not on every machine.
  private static final List<String> PROGRAMS =
      List.of("aws", "curl", "kcat", "mariadb", "openssl", "psql", "rabbitmqadmin");

  static List<String> names() {
    try (Stream<Path> pages = Files.list(DIRECTORY)) {
      return pages
          .map(page -> page.getFileName().toString().replaceFirst("\\.md$", ""))
          .filter(name -> !name.equals("README"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TriggerPage read(String name) {
    String text = text(name);
    List<String> events = blocks(text, "json");
    if (events.size() != 1) {
      throw new AssertionError(name + ".md must show one event, not " + events.size());
    }
    return new TriggerPage(
        name, String.join("\n", blocks(text, "sh")), JSON.readTree(events.getFirst()));
  }

  /// The commands that all pages begin with.
  static String preparation() {
    return String.join("\n", blocks(text("README"), "sh"));
  }

  private static String text(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> blocks(String text, String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /// The program that these commands need and this machine has not.
  static Optional<String> missingProgram(String commands) {
    List<Path> places =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).map(Path::of).toList();
    return PROGRAMS.stream()
        .filter(program -> Pattern.compile("\\b" + program + " ").matcher(commands).find())
        .filter(program ->
            places.stream().noneMatch(place -> Files.isExecutable(place.resolve(program))))
        .findFirst();
  }

  /// The commands at other addresses.
  ///
  /// @param addresses the page's, each followed by the one that is meant
  static String at(String commands, List<String> addresses) {
    String moved = commands;
    for (int i = 0; i < addresses.size(); i += 2) {
      moved =
          moved.replaceAll(
              "(?<![\\w])" + Pattern.quote(addresses.get(i)) + "(?![\\w])",
              Matcher.quoteReplacement(addresses.get(i + 1)));
    }
    return moved;
  }

  /// Whether an event has everything that the page shows; `…` stands for any value.
  boolean shows(String line) {
    return line.startsWith("{") && shows(event, JSON.readTree(line));
  }

  private static boolean shows(JsonNode shown, JsonNode actual) {
    if (shown.isObject()) {
      return shown.properties().stream()
          .allMatch(member -> shows(member.getValue(), actual.path(member.getKey())));
    }
    if (shown.isArray()) {
      boolean equal = shown.size() == actual.size();
      for (int i = 0; equal && i < shown.size(); i++) {
        equal = shows(shown.get(i), actual.get(i));
      }
      return equal;
    }
    return shown.asString("").equals("…") ? actual.isValueNode() : shown.equals(actual);
  }
}
