package dev.tripline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.cli.session.Options;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Arguments, without a dispatcher: nothing listens at the address.
class CommandsTest {
  @TempDir Path files;

  private record Ended(int code, String out, String err) {}

  private static Ended tripline(Map<String, String> environment, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        Tripline.run(
            new Surroundings(
                environment,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false),
            arguments);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                                             | 2 | nonsense
          function show                                        | 2 | NAME
          invoke f --payload no-such-file                      | 2 | there is no file no-such-file
          invoke f --payload . --data {}                       | 2 | exclude one another
          function deploy f no-such-directory                  | 2 | there is no file or directory
          function logs f --since yesterday                    | 2 | a time is
          function ls --timeout 0                              | 2 | --timeout must be
          function ls --timeout soon                           | 2 | soon
          function ls --endpoint ftp://host                    | 2 | http or https
          function ls --endpoint http://user:secret@host       | 2 | http or https
          function ls --keys no-such-file                      | 2 | there is no file
          function ls --keys .                                 | 2 | . is a directory
          dlq plan                                             | 2 | say which letters
          dlq plan --all --function f                          | 2 | exclude one another
          dlq redrive --all                                    | 2 | --reason
          dlq discard --all --reason x                         | 2 | how many
          dlq discard a b --reason x                           | 2 | how many
          ledger --from 1h                                     | 2 | go with a trigger
          completion fish                                      | 2 | fish
          function ls                                          | 4 | no connection
          dlq plan --function f                                | 4 | no connection
          doctor                                               | 1 | ''
          """)
  void what_cannot_be_done_has_a_code_and_words(String arguments, int code, String words) {
    Ended ended =
        tripline(Map.of("TRIPLINE_ENDPOINT", "http://127.0.0.1:1"), arguments.split(" +"));
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.err()).contains(words);
  }

  /// What a dry run says of a template of SAM whose functions have these paths as their code.
  private Ended planned(String... paths) throws IOException {
    Path folder = Files.createDirectories(files.resolve("shop"));
    StringBuilder template = new StringBuilder("Resources:\n");
    for (int i = 0; i < paths.length; i++) {
      template.append(
          "  F%d: { Type: AWS::Serverless::Function, Properties: { CodeUri: '%s' } }\n"
              .formatted(i, paths[i]));
    }
    template.append("  R: { Type: AWS::Events::Rule, Properties: { Targets: [ { Arn: F0 } ] } }\n");
    Path file = Files.writeString(folder.resolve("template.yaml"), template);
    return tripline(Map.of(), "import", file.toString(), "--dry-run");
  }

  @Test
  void a_dry_run_tells_what_is_packed_and_what_cannot_be() throws Exception {
    Path take = Files.createDirectories(files.resolve("shop/take"));
    Files.writeString(take.resolve("index.py"), "");
    shell("mkfifo", files.resolve("shop/pipe").toString());
    Ended ended = planned("take", "nowhere", "/dev/zero", "pipe", "template.yaml");
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.out())
        .contains("planned  function  F0  from " + take.toRealPath() + "\n")
        .contains("left out  function F1  there is no file or directory")
        .contains("left out  function F2  /dev/zero is neither a directory nor a regular file")
        .containsPattern("left out  function F3  .*pipe is neither a directory nor a regular file")
        .containsPattern("left out  function F4  .* is no zip file");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void what_is_packed_from_outside_of_the_template_is_told() throws Exception {
    Path inside = Files.createDirectories(files.resolve("shop/take"));
    Path outside = Files.createDirectories(files.resolve("other"));
    Files.writeString(inside.resolve("index.py"), "");
    Files.writeString(outside.resolve("secret"), "");
    Files.createSymbolicLink(files.resolve("shop/linked"), outside);
    Files.createSymbolicLink(inside.resolve("far"), outside);
    Files.createSymbolicLink(inside.resolve("own"), inside);
    Ended ended = planned("../other", "linked", "take", "take");
    assertThat(ended.code()).as(ended.err()).isZero();
    String words = " packs " + outside.toRealPath() + ", which is outside of the template's";
    assertThat(ended.err())
        .contains("warning: function F0" + words, "warning: function F1" + words)
        .hasLineCount(2);
    assertThat(ended.out())
        .contains("planned  function  F0  from " + outside.toRealPath())
        .containsOnlyOnce("left out  " + inside.resolve("far") + "  is a link out of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "function",
        "function ls",
        "function show",
        "function deploy",
        "function logs",
        "function delete",
        "invoke",
        "trigger",
        "trigger ls",
        "trigger show",
        "trigger create",
        "trigger pause",
        "trigger resume",
        "trigger test",
        "trigger delete",
        "ledger",
        "event",
        "event explain",
        "event tail",
        "dlq",
        "dlq ls",
        "dlq show",
        "dlq plan",
        "dlq redrive",
        "dlq discard",
        "dlq redrives",
        "dlq pause",
        "dlq resume",
        "dlq continue",
        "dlq cancel",
        "doctor",
        "completion",
        "manual"
      })
  void every_command_has_help_with_the_common_options(String command) {
    Ended ended = tripline(Map.of(), (command + " --help").strip().split(" "));
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .startsWith(("Usage: tripline " + command).strip())
        .contains("--json", "--endpoint", "--keys", "Exit codes:");
  }

  @Test
  void a_group_without_a_command_shows_its_help() {
    assertThat(tripline(Map.of()).err()).startsWith("Usage: tripline").contains("doctor");
    assertThat(tripline(Map.of(), "--version").out()).startsWith("tripline ");
  }

  @Test
  void bash_takes_the_completion_and_completes() throws Exception {
    Path script = files.resolve("completion");
    Files.writeString(script, tripline(Map.of(), "completion", "bash").out());
    String ask =
        """
        compopt() { :; }
        source '%s'
        reply() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
          "$(complete -p tripline | sed 's/.*-F \\([^ ]*\\).*/\\1/')"; echo "${COMPREPLY[*]}"; }
        reply tripline d
        reply tripline dlq re
        reply tripline dlq plan --err
        """
            .formatted(script);
    assertThat(shell("bash", "-n", script.toString())).isEmpty();
    assertThat(shell("bash", "--norc", "-c", ask).lines())
        .satisfiesExactly(
            groups -> assertThat(groups.split(" ")).contains("dlq", "doctor"),
            commands -> assertThat(commands.split(" ")).contains("redrive", "redrives", "resume"),
            options -> assertThat(options).isEqualTo("--error-type"));
  }

  @Test
  void manual_has_every_command_with_its_options() {
    var page = new Page(tripline(Map.of(), "manual").out());
    assertThat(page.text).startsWith(".TH \"TRIPLINE\" \"1\"");
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    var surroundings =
        new Surroundings(Map.of(), InputStream.nullInputStream(), nowhere, nowhere, false);
    try (Session session = new Session(new Options(), surroundings)) {
      page.requireAll(Tripline.commandLine(session));
    }
  }

  /// A manual page, and its section of each command.
  private record Page(String text) {

    private String section(CommandSpec spec) {
      String name = spec.qualifiedName().replace("-", "\\-");
      return spec.parent() == null
          ? text.substring(text.indexOf(".SH \"OPTIONS\""), text.indexOf(".SH \"COMMANDS\""))
          : Arrays.stream(text.split("\n(?=\\.S[SH])"))
              .filter(section -> section.matches("(?s)\\.SS \"" + name + "[ \"].*"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("not in the manual: " + name));
    }

    private void requireAll(CommandLine line) {
      CommandSpec spec = line.getCommandSpec();
      String section = section(spec);
      for (OptionSpec option : spec.options()) {
        boolean common = option.inherited() || option.usageHelp() || option.versionHelp();
        for (String name : option.names()) {
          assertThat(common && spec.parent() != null ? section(spec.root()) : section)
              .as(spec.qualifiedName())
              .containsPattern("[\" ]" + name.replace("-", "\\\\-") + "[=\",]");
        }
      }
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        assertThat(section).contains(parameter.paramLabel());
      }
      line.getSubcommands().values().forEach(this::requireAll);
    }
  }

  @Test
  void groff_and_man_take_the_manual_without_a_warning() throws Exception {
    Path page = files.resolve("tripline.1");
    Files.writeString(page, tripline(Map.of(), "manual").out());
    boolean tried = false;
    if (Files.isExecutable(Path.of("/usr/bin/groff"))) {
      tried = true;
      assertThat(shell("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())).isEmpty();
    }
    // Minimized systems have a program of that name that shows nothing.
    if (shell("bash", "-c", "man --version || true").startsWith("man ")) {
      tried = true;
      String read = "MANPAGER=cat LC_ALL=C.UTF-8 man --warnings=w -l '" + page + "'";
      assertThat(shell("bash", "-c", read)).contains("tripline dlq redrive", "EXIT STATUS");
    }
    assumeTrue(tried, "there is neither groff nor man on this host");
  }

  @Test
  void zsh_takes_the_completion() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not on this host");
    Path script = files.resolve("completion");
    Files.writeString(script, tripline(Map.of(), "completion", "zsh").out());
    assertThat(shell("zsh", "-n", script.toString())).isEmpty();
    assertThat(shell("zsh", "-f", "-c", "source '" + script + "'; print -r -- $_comps[tripline]"))
        .contains("tripline");
    // On the path it is loaded by the first completion.
    Files.copy(script, files.resolve("_tripline"));
    String found = "fpath+=('" + files + "'); autoload -U compinit; compinit -u -D; ";
    assertThat(shell("zsh", "-f", "-c", found + "print -r -- $_comps[tripline]"))
        .isEqualTo("_tripline\n");
  }

  private static String shell(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(words).isZero();
    return words;
  }
}
