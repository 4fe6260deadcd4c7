package dev.tripline.cli;

import dev.tripline.cli.check.Doctor;
import dev.tripline.cli.deadletter.DeadLetterCommands;
import dev.tripline.cli.event.EventCommands;
import dev.tripline.cli.function.FunctionCommands;
import dev.tripline.cli.function.InvokeFunction;
import dev.tripline.cli.http.NoAnswerException;
import dev.tripline.cli.http.RefusedException;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Options;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Surroundings;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.ImportTemplate;
import dev.tripline.cli.trigger.ShowLedger;
import dev.tripline.cli.trigger.TriggerCommands;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/// The command `tripline`.
@Command(
    name = "tripline",
    description = "Deploys functions to a Tripline dispatcher, and operates it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:bad news: a function failed, letters died again, something is wrong",
      "2:the command was not understood, or a file could not be read or written",
      "3:the dispatcher refused",
      "4:the dispatcher was not reached or failed; a change may have been made"
    })
public final class Tripline {
  private static final String COMPLETION = "completion";
  private static final String MANUAL = "manual";

  @Mixin private final Options options = new Options();

  private Tripline() {}

  @SuppressWarnings("SystemConsoleNull") // It is null in JDK 25 where there is no terminal.
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    boolean terminal = System.console() != null && System.console().isTerminal();
    int code = run(new Surroundings(System.getenv(), System.in, out, err, terminal), arguments);
    out.flush();
    System.exit(code);
  }

  /// Runs one call.
  ///
  /// @return the exit code
  public static int run(Surroundings surroundings, String... arguments) {
    Tripline root = new Tripline();
    try (Session session = new Session(root.options, surroundings)) {
      return commandLine(root, session, arguments)
          .setOut(writer(surroundings.out()))
          .setErr(writer(surroundings.err()))
          .execute(arguments);
    }
  }

  /// All commands.
  static CommandLine commandLine(Session session) {
    return commandLine(new Tripline(), session);
  }

  /// Knows only the commands whose names are among the arguments, all if none is: a call is not made to
  /// wait for the models of others.
  private static CommandLine commandLine(Tripline root, Session session, String... arguments) {
    Map<String, Supplier<Object>> commands = commands(session);
    List<String> named = Arrays.stream(arguments).filter(commands::containsKey).toList();
    boolean all =
        named.isEmpty()
            ? !asksVersion(arguments)
            : named.contains(COMPLETION) || named.contains(MANUAL);
    CommandLine line = new CommandLine(root);
    commands.forEach((name, command) -> {
      if (all || named.contains(name)) {
        line.addSubcommand(command.get());
      }
    });
    line.setExpandAtFiles(false);
    line.setExecutionExceptionHandler((e, called, _) -> failure(session, called, e));
    line.setParameterExceptionHandler((e, _) -> misuse(session, e));
    return line;
  }

  private static boolean asksVersion(String... arguments) {
    return arguments.length == 1 && List.of("--version", "-V").contains(arguments[0]);
  }

  private static Map<String, Supplier<Object>> commands(Session session) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("function", () -> FunctionCommands.all(session));
    commands.put("invoke", () -> new InvokeFunction(session));
    commands.put("trigger", () -> TriggerCommands.all(session));
    commands.put("ledger", () -> new ShowLedger(session));
    commands.put("event", () -> EventCommands.all(session));
    commands.put("dlq", () -> DeadLetterCommands.all(session));
    commands.put("import", () -> new ImportTemplate(session));
    commands.put("doctor", () -> new Doctor(session));
    commands.put(COMPLETION, () -> new Completion(session));
    commands.put(MANUAL, () -> new Manual(session));
    return commands;
  }

  private static int misuse(Session session, ParameterException e) {
    CommandLine line = e.getCommandLine();
    if (line.getParseResult().originalArgs().isEmpty()) {
      line.usage(session.surroundings().err());
      return ExitCode.USAGE;
    }
    session.tell("tripline: " + e.getMessage());
    session.tell("Try `" + line.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.USAGE;
  }

  private static int failure(Session session, CommandLine called, Exception e) throws Exception {
    String words = Plain.line(String.valueOf(e.getMessage()));
    return switch (e) {
      case UsageException _ -> told(session, "tripline", words, ExitCode.USAGE);
      case RefusedException refused ->
          told(
              session,
              called.getCommandSpec().qualifiedName(),
              words,
              refused.status() < 500 ? ExitCode.REFUSED : ExitCode.NO_ANSWER);
      case NoAnswerException _ -> told(session, "tripline", words, ExitCode.NO_ANSWER);
      case UncheckedIOException io -> told(session, "tripline", reason(io), ExitCode.USAGE);
      default -> throw e;
    };
  }

  private static int told(Session session, String who, String words, int code) {
    session.tell(who + ": " + words);
    return code;
  }

  private static String reason(UncheckedIOException e) {
    @Nullable IOException cause = e.getCause();
    String words = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    return cause instanceof FileSystemException file && file.getReason() == null
        ? words + " (" + file.getClass().getSimpleName() + ")"
        : words;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
