package dev.tripline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the pages of decisions in their one form, and their index complete.
class DecisionsTest {
  private static final Path FOLDER = Path.of("../docs/adr");
  private static final Pattern FORM =
      Pattern.compile(
          "(?s)# (?<number>\\d{4})\\. (?<title>[^\\n]+)\\n\\n"
              + "- Date: \\d{4}-\\d{2}-\\d{2}\\n"
              + "- Status: (?<status>[^\\n]+)\\n\\n"
              + "## Needed\\n.+\\n## Weighed\\n.+\\n## Decided\\n.+\\n## Follows\\n.+");
  private static final Pattern STATUS =
      Pattern.compile(
          "(accepted|accepted, in part superseded by \\[\\d{4}].*|superseded by \\[\\d{4}].*)"
              + "(; supersedes .*)?");
  private static final Pattern LINK = Pattern.compile("\\[(\\d{4})\\]\\(([^)#]+)\\)");

  @Test
  void each_page_has_the_form_and_a_line_in_the_index() throws IOException {
    List<String> index = Files.readAllLines(FOLDER.resolve("README.md"));
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      String file = page.getFileName().toString();
      Matcher form = FORM.matcher(Files.readString(page));
      if (!form.matches()) {
        wrong.add(file + " does not have the form");
      } else if (!file.startsWith(form.group("number") + "-")) {
        wrong.add(file + " has the number " + form.group("number"));
      } else if (!STATUS.matcher(form.group("status")).matches()) {
        wrong.add(file + " has the status " + form.group("status"));
      } else {
        wrong.addAll(wrongInIndex(index, file, form));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// The index repeats number, title and status, without the reasons.
  private static List<String> wrongInIndex(List<String> index, String file, Matcher form) {
    String start = "| [%s](%s) | %s | ".formatted(form.group("number"), file, form.group("title"));
    String status = form.group("status").replaceAll("; supersedes .*", "");
    List<String> wrong = new ArrayList<>();
    for (String line : index) {
      if (line.startsWith(start + status.split("[, ]", 2)[0])) {
        Matcher link = LINK.matcher(status);
        while (link.find()) {
          if (!line.contains(link.group())) {
            wrong.add("the index does not say that " + link.group(1) + " supersedes " + file);
          }
        }
        return wrong;
      }
    }
    wrong.add("the index has no line " + start + status);
    return wrong;
  }

  @Test
  void the_index_names_each_page_once_in_the_order_of_the_numbers() throws IOException {
    List<String> numbers =
        Files.readAllLines(FOLDER.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| ["))
            .map(line -> line.substring(3, 7))
            .toList();
    assertThat(numbers).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void links_between_pages_lead_to_the_page_of_that_number() throws IOException {
    List<Path> files = new ArrayList<>(pages());
    files.add(FOLDER.resolve("README.md"));
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        boolean leads =
            link.group(2).startsWith(link.group(1)) && Files.exists(FOLDER.resolve(link.group(2)));
        if (!leads) {
          wrong.add(file.getFileName() + " links to " + link.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d{4}-.+\\.md"))
          .sorted()
          .toList();
    }
  }
}
