import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// Holds the file NOTICE to the libraries that the service's executable jar bundles.
///
/// - `names`: each library of the jar is named in NOTICE.
/// - `compare`: NOTICE is what `write` would write.
/// - `write`: writes NOTICE, from the CycloneDX list of the profile `release`. A library of the jar
///   that is not in the list, or has no licence there, is an error.
///
/// Arguments: the mode, the jar, the list, and NOTICE. It is run in the root of the tree, whose modules
/// need not be named.
class Notice {
  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String HEAD =
      """
      Tripline
      Licensed under the Apache License, Version 2.0; see LICENSE.

      The service's executable jar contains the following libraries as their authors published them,
      each with the licence and notice files that it brought, below META-INF of its own jar. They are
      listed by the licence that their authors declare, under its SPDX identifier where it has one;
      "or" leaves the choice to whoever receives them.

      This list is made by build-tools/Notice.java; see docs/releasing.md.
      """;

  /// Its jar as the file name has it, and how NOTICE names it.
  private record Library(String file, String name, String licence) {}

  private final List<String> modules;

  Notice() throws IOException {
    modules =
        Pattern.compile("<module>(.+)</module>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .map(line -> line.group(1))
            .toList();
  }

  void main(String[] args) throws Exception {
    List<String> bundled = bundled(Path.of(args[1]));
    Path notice = Path.of(args[3]);
    switch (args[0]) {
      case "names" -> requireNames(bundled, Files.readString(notice));
      case "write" -> Files.writeString(notice, text(bundled, libraries(Path.of(args[2]))));
      case "compare" -> {
        if (!Files.readString(notice).equals(text(bundled, libraries(Path.of(args[2]))))) {
          throw refused("NOTICE is not what the list of libraries says.");
        }
      }
      default -> throw new IllegalArgumentException("no mode " + args[0]);
    }
  }

  private static List<String> bundled(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile());
        Stream<? extends Object> entries = zip.stream()) {
      return entries
          .map(Object::toString)
          .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
          .map(name -> name.substring(LIBRARIES.length()))
          .toList();
    }
  }

  private void requireNames(List<String> bundled, String notice) {
    List<String> named =
        Pattern.compile("^  [^\\s:]+:(\\S+)$", Pattern.MULTILINE)
            .matcher(notice)
            .results()
            .map(line -> line.group(1))
            .toList();
    List<String> missing =
        bundled.stream()
            .filter(file -> !isOwn(file))
            .filter(file -> named.stream().noneMatch(name -> isVersionOf(name, file)))
            .toList();
    if (!missing.isEmpty()) {
      throw refused("NOTICE does not name " + String.join(", ", missing) + ".");
    }
  }

  private static boolean isVersionOf(String name, String file) {
    return file.startsWith(name + "-") && Character.isDigit(file.charAt(name.length() + 1));
  }

  private boolean isOwn(String file) {
    return modules.stream().anyMatch(name -> isVersionOf(name, file));
  }

  private String text(List<String> bundled, List<Library> libraries) {
    Map<String, TreeSet<String>> byLicence = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (String file : bundled) {
      if (!isOwn(file)) {
        libraries.stream()
            .filter(library -> library.file().equals(file) && !library.licence().isEmpty())
            .findFirst()
            .ifPresentOrElse(
                library ->
                    byLicence
                        .computeIfAbsent(library.licence(), _ -> new TreeSet<>())
                        .add(library.name()),
                () -> unknown.add(file));
      }
    }
    if (!unknown.isEmpty()) {
      throw refused("No licence is known of " + String.join(", ", unknown) + ".");
    }
    return HEAD
        + byLicence.entrySet().stream()
            .map(entry ->
                "\n%s\n%s\n"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().stream()
                            .map(name -> "  " + name)
                            .collect(Collectors.joining("\n"))))
            .collect(Collectors.joining());
  }

  private static List<Library> libraries(Path list) throws Exception {
    if (!Files.exists(list)) {
      throw refused("There is no " + list + ": the profile release makes it.");
    }
    NodeList components =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(list.toFile())
            .getElementsByTagName("component");
    return elements(components)
        .map(Notice::library)
        .flatMap(library -> Stream.concat(Stream.of(library), addedByBoot(library)))
        .toList();
  }

  /// Boot's plugin puts one library of its own into the jar, which is no dependency.
  private static Stream<Library> addedByBoot(Library library) {
    String boot = "org.springframework.boot:spring-boot";
    return library.name().equals(boot)
        ? Stream.of(
            new Library(
                library.file().replace("spring-boot-", "spring-boot-jarmode-tools-"),
                boot + "-jarmode-tools",
                library.licence()))
        : Stream.of();
  }

  private static Library library(Element component) {
    String name = child(component, "name");
    String purl = child(component, "purl");
    String classifier =
        purl.contains("classifier=") ? purl.replaceAll(".*classifier=([^&]+).*", "-$1") : "";
    String licence =
        children(component, "licenses")
            .flatMap(licenses -> elements(licenses.getChildNodes()))
            .map(license ->
                license.getTagName().equals("expression")
                    ? license.getTextContent().strip()
                    : child(license, "id") + child(license, "name"))
            .distinct()
            .collect(Collectors.joining(" or "));
    return new Library(
        name + "-" + child(component, "version") + classifier + ".jar",
        child(component, "group") + ":" + name,
        licence);
  }

  private static String child(Element parent, String tag) {
    return children(parent, tag)
        .map(child -> child.getTextContent().strip())
        .findFirst()
        .orElse("");
  }

  private static Stream<Element> children(Element parent, String tag) {
    return elements(parent.getChildNodes()).filter(child -> child.getTagName().equals(tag));
  }

  private static Stream<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int at = 0; at < nodes.getLength(); at++) {
      Node node = nodes.item(at);
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements.stream();
  }

  private static IllegalStateException refused(String what) {
    return new IllegalStateException(
        what
            + " Look at the licences of new libraries, then run: mvn -Prelease"
            + " -Dmaven.test.skip=true -Dnotice.mode=write -pl dispatcher-app -am verify");
  }
}
