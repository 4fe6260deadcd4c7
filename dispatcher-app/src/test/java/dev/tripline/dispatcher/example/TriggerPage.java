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
  private static final Path GUIDE = Path.of("..", "docs", "guide");
  private static final Path SOURCES = GUIDE.resolve("sources");

  private static final String START = "start";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The programs that are not on every machine.
  private static final List<String> PROGRAMS =
      List.of("aws", "curl", "kcat", "mariadb", "openssl", "psql", "rabbitmqadmin");

  /// The kinds of sources, each with a page.
  static List<String> names() {
    return pagesIn(SOURCES).filter(name -> !name.equals("README")).toList();
  }

  static TriggerPage read(String name) {
    MarkdownFile page = MarkdownFile.read(SOURCES.resolve(name + ".md"));
    List<String> events = page.texts("json");
    if (events.size() != 1) {
      throw new AssertionError(name + ".md must show one event, not " + events.size());
    }
    return new TriggerPage(
        name, String.join("\n", page.texts("sh")), JSON.readTree(events.getFirst()));
  }

  /// The chapters of the guide that have commands to run, without the first.
  static List<String> chapters() {
    return pagesIn(GUIDE).filter(name -> !name.equals(START) && !commands(name).isEmpty()).toList();
  }

  /// The commands of a chapter.
  static String commands(String chapter) {
    return String.join("\n", MarkdownFile.read(GUIDE.resolve(chapter + ".md")).texts("sh"));
  }

  /// The commands of the first chapter: what they make is there for all pages.
  static String preparation() {
    return commands(START);
  }

  /// The abbreviations that all pages use: the first block of the first chapter.
  static String abbreviations() {
    return MarkdownFile.read(GUIDE.resolve(START + ".md")).texts("sh").getFirst();
  }

  /// Whether the commands of a page are run: those of chapters and of kinds of sources.
  static boolean isRun(Path page) {
    return !page.endsWith(Path.of("sources", "README.md"));
  }

  private static Stream<String> pagesIn(Path directory) {
    try (Stream<Path> pages = Files.list(directory)) {
      return pages
          .map(page -> page.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .map(name -> name.replaceFirst("\\.md$", ""))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
