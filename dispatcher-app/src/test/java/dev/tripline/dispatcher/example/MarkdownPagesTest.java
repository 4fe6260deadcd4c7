package dev.tripline.dispatcher.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Links of all pages lead somewhere; each command of the guide is run, or says why not.
class MarkdownPagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = ROOT.resolve("docs/guide");
  private static final Set<String> NOT_OURS =
      Set.of("target", "node_modules", ".git", ".demo", "data");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z+.-]*:.*");

  /// Languages of blocks that are shown and not run.
  private static final Set<String> SHOWN =
      Set.of("hcl", "ini", "java", "json", "properties", "python", "text", "yaml");

  private static final Pattern NOT_RUN = Pattern.compile("sh notrun: \\S.{9,}");

  private final Map<Path, MarkdownFile> read = new HashMap<>();

  @Test
  void links_lead_to_files_and_headings() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages(ROOT)) {
      for (String link : file(page).links()) {
        if (!ELSEWHERE.matcher(link).matches() && !leads(page, link)) {
          wrong.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(wrong).as("links that lead nowhere").isEmpty();
  }

  private boolean leads(Path page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!target.startsWith(ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0
        || (target.toString().endsWith(".md")
            && file(target).anchors().contains(link.substring(hash + 1)));
  }

  /// [TriggerPagesTest] runs the blocks of `sh`.
  @Test
  void commands_of_the_guide_are_run_or_say_why_not() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages(GUIDE)) {
      for (MarkdownFile.Block block : file(page).blocks()) {
        boolean run = block.info().equals("sh") && TriggerPage.isRun(page);
        if (!run && !SHOWN.contains(block.info()) && !NOT_RUN.matcher(block.info()).matches()) {
          wrong.add(ROOT.relativize(page) + ": " + block.info() + "\n" + block.text());
        }
      }
    }
    assertThat(wrong).as("blocks that are neither run nor say why not").isEmpty();
  }

  @Test
  void index_of_the_guide_leads_to_each_of_its_pages() throws IOException {
    Path index = GUIDE.resolve("README.md");
    Path sources = GUIDE.resolve("sources/README.md");
    List<Path> led = new ArrayList<>(List.of(index));
    for (Path from : List.of(index, sources)) {
      file(from).links().stream()
          .map(link -> from.resolveSibling(link.replaceFirst("#.*", "")).normalize())
          .forEach(led::add);
    }
    assertThat(pages(GUIDE)).isSubsetOf(led);
  }

  @Test
  void runbook_has_a_row_for_each_alert_of_the_rules() throws IOException {
    String runbook = Files.readString(GUIDE.resolve("runbook.md"));
    String rules = Files.readString(ROOT.resolve("docs/observability/tripline-alerts.yml"));
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(rules)
            .results()
            .map(alert -> alert.group(1))
            .toList();
    assertThat(alerts).isNotEmpty();
    assertThat(alerts).allSatisfy(alert -> assertThat(runbook).contains("`" + alert + "`"));
  }

  private MarkdownFile file(Path page) {
    return read.computeIfAbsent(page, MarkdownFile::read);
  }

  private static List<Path> pages(Path below) throws IOException {
    List<Path> pages = new ArrayList<>();
    Files.walkFileTree(
        below,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              pages.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return pages;
  }
}
