package dev.tripline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of a command and of all commands below it, in the macros `man` of roff. The same model
/// gives the same text.
final class ManualPage {
  private final CommandSpec root;
  private final List<String> lines = new ArrayList<>();

  ManualPage(CommandSpec root) {
    this.root = root;
  }

  List<String> lines() {
    lines.clear();
    String name = root.name();
    macro(".TH", name.toUpperCase(Locale.ROOT), "1", "", root.version()[0], "Tripline");
    macro(".SH", "NAME");
    text(name + " - " + String.join(" ", root.usageMessage().description()));
    macro(".SH", "SYNOPSIS");
    macro(".B", name);
    text("[OPTION]... " + root.usageMessage().synopsisSubcommandLabel() + " [ARGUMENT]...");
    macro(".SH", "OPTIONS");
    text("Every command has these.");
    root.options().forEach(this::option);
    macro(".SH", "COMMANDS");
    root.subcommands().values().forEach(this::command);
    macro(".SH", "EXIT STATUS");
    root.usageMessage().exitCodeList().forEach((code, words) -> tagged(code, words));
    return List.copyOf(lines);
  }

  private void command(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.subcommands().isEmpty()) {
      macro(".SS", synopsis(spec));
    } else {
      macro(".SS", spec.qualifiedName() + " COMMAND");
    }
    for (String paragraph : spec.usageMessage().description()) {
      lines.add(".PP");
      text(paragraph);
    }
    spec.positionalParameters().forEach(this::parameter);
    spec.options().stream()
        .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
        .forEach(this::option);
    line.getSubcommands().values().forEach(this::command);
  }

  /// Of options only those that have to be given; the others are listed below it.
  private static String synopsis(CommandSpec spec) {
    String options =
        spec.options().stream()
            .filter(ArgSpec::required)
            .map(option -> " " + option.longestName() + label(spec, option))
            .collect(Collectors.joining());
    String parameters =
        spec.positionalParameters().stream()
            .map(parameter -> " " + label(spec, parameter))
            .collect(Collectors.joining());
    return spec.qualifiedName() + options + parameters;
  }

  private void option(OptionSpec option) {
    tagged(
        Arrays.stream(option.names())
            .map(name -> name + label(option.command(), option))
            .collect(Collectors.joining(", ")),
        option);
  }

  private void parameter(PositionalParamSpec parameter) {
    tagged(label(parameter.command(), parameter), parameter);
  }

  private static String label(CommandSpec spec, ArgSpec argument) {
    return new Help(spec, Help.defaultColorScheme(Ansi.OFF))
        .parameterLabelRenderer()
        .renderParameterLabel(argument, Ansi.OFF, List.of())
        .toString();
  }

  private void tagged(String tag, ArgSpec argument) {
    tagged(tag, String.join(" ", argument.description()));
  }

  private void tagged(String tag, String words) {
    lines.add(".TP");
    macro(".B", tag);
    text(words);
  }

  private void macro(String name, String... arguments) {
    lines.add(
        name
            + Arrays.stream(arguments)
                .map(argument -> " \"" + escaped(argument).replace("\"", "\\(dq") + "\"")
                .collect(Collectors.joining()));
  }

  /// A line that begins with a dot or an apostrophe would be a request of roff.
  private void text(String words) {
    String line = escaped(words);
    lines.add(line.startsWith(".") || line.startsWith("\\(aq") ? "\\&" + line : line);
  }

  /// Characters that roff reads as commands, or prints as others: a plain hyphen is not what a shell takes.
  private static String escaped(String words) {
    return words
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti");
  }
}
