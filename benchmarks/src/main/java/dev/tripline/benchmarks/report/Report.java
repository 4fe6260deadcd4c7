package dev.tripline.benchmarks.report;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One benchmark's figures: a table on the console, and a section of `docs/benchmarks.md` that the
/// next run of the same benchmark replaces.
public final class Report {
  private final String title;
  private final String note;
  private final List<Figure> figures = new ArrayList<>();

  /// @param title names the section
  /// @param note subject and method of the measurement, one or two sentences
  public Report(String title, String note) {
    this.title = title;
    this.note = note;
  }

  /// The value in the middle, as figures are written.
  public static double median(List<Double> runs) {
    return runs.stream().sorted().toList().get(runs.size() / 2);
  }

  /// The value that a figure should have.
  sealed interface Target {
    /// The figure is a peer's or a limit: figures with a target are set in relation to it.
    record Baseline() implements Target {}

    /// No target.
    record None() implements Target {}

    record AtMost(double limit) implements Target {}

    record AtLeast(double limit) implements Target {}
  }

  private record Figure(String name, List<Double> runs, String unit, Target target) {
    double median() {
      return Report.median(runs);
    }

    String spread() {
      List<Double> sorted = runs.stream().sorted().toList();
      return runs.size() == 1 ? "" : text(sorted.getFirst()) + " – " + text(sorted.getLast());
    }

    String judgement() {
      return switch (target) {
        case Target.Baseline(), Target.None() -> "";
        case Target.AtMost(double limit) ->
            "≤ " + text(limit) + (median() <= limit ? ", met" : ", **missed**");
        case Target.AtLeast(double limit) ->
            "≥ " + text(limit) + (median() >= limit ? ", met" : ", **missed**");
      };
    }

    String ratio(List<Figure> all) {
      if (judgement().isEmpty()) {
        return "";
      }
      return all.stream()
          .filter(other -> other.target instanceof Target.Baseline)
          .filter(other -> other.unit.equals(unit) && other.median() > 0)
          .map(other ->
              String.format(Locale.ROOT, "%.2f × %s", median() / other.median(), other.name))
          .collect(joining("; "));
    }
  }

  /// A peer's figure, or a limit.
  public void baseline(String name, String unit, List<Double> runs) {
    add(new Figure(name, List.copyOf(runs), unit, new Target.Baseline()));
  }

  /// A figure without a target.
  public void figure(String name, String unit, List<Double> runs) {
    add(new Figure(name, List.copyOf(runs), unit, new Target.None()));
  }

  public void atMost(double limit, String name, String unit, List<Double> runs) {
    add(new Figure(name, List.copyOf(runs), unit, new Target.AtMost(limit)));
  }

  public void atLeast(double limit, String name, String unit, List<Double> runs) {
    add(new Figure(name, List.copyOf(runs), unit, new Target.AtLeast(limit)));
  }

  private void add(Figure figure) {
    figures.add(figure);
    System.out.printf(
        Locale.ROOT,
        "%-64s %12s %-6s %-24s %s%n",
        figure.name,
        text(figure.median()),
        figure.unit,
        figure.spread(),
        figure.judgement());
  }

  private static String text(double value) {
    return value >= 1_000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
  }

  /// Replaces this benchmark's section of the file.
  public void writeTo(Path file) throws IOException {
    String heading = "## " + title + "\n";
    String text = Files.exists(file) ? Files.readString(file) : "# Measurements\n\n";
    int from = text.indexOf(heading);
    if (from < 0) {
      text = text.stripTrailing() + "\n\n" + section(heading);
    } else {
      int next = text.indexOf("\n## ", from);
      String rest = next < 0 ? "" : text.substring(next + 1);
      text = text.substring(0, from) + section(heading) + (rest.isEmpty() ? "" : "\n" + rest);
    }
    Files.writeString(file, text);
  }

  private String section(String heading) {
    StringBuilder section = new StringBuilder(heading);
    section.append(note).append("\n\n");
    section.append("Measured ").append(LocalDate.now(ZoneOffset.UTC)).append(" on ");
    section.append(Machine.description()).append(".\n\n");
    section.append("| what | median | of runs | target | beside |\n|---|---|---|---|---|\n");
    for (Figure figure : figures) {
      String median = text(figure.median()) + " " + figure.unit;
      section.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  figure.name, median, figure.spread(), figure.judgement(), figure.ratio(figures)));
    }
    return section.toString();
  }
}
