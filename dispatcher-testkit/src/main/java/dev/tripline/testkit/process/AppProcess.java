package dev.tripline.testkit.process;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The dispatcher as a process of its own, so that it can be killed. Started from the class path of
/// this JVM, or from a packaged jar.
///
/// Safe for use by many threads; blocking where it says so.
public final class AppProcess implements AutoCloseable {
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /// Between the end of its output and its own end.
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final AppOutput output;
  private final Duration startup;

  private AppProcess(Process process, AppOutput output, Duration startup) {
    this.process = process;
    this.output = output;
    this.startup = startup;
  }

  /// The process to start.
  ///
  /// @param directory of argument file and log; made if missing
  /// @param program argument of `java`: a main class, or `-jar` and a jar
  /// @param jvmArguments for instance `-Dcrash.at=CLAIMED:3`
  /// @param settings Spring settings by name; the port is chosen freely unless it is given
  /// @param environment beside this JVM's own
  public record Plan(
      Path directory,
      List<String> program,
      List<String> jvmArguments,
      Map<String, String> settings,
      Map<String, String> environment) {

    public Plan {
      program = List.copyOf(program);
      jvmArguments = List.copyOf(jvmArguments);
      settings = Map.copyOf(settings);
      environment = Map.copyOf(environment);
    }

    /// A main class on the class path of this JVM.
    public static Plan ofMainClass(Path directory, String mainClass, Map<String, String> settings) {
      return new Plan(
          directory,
          List.of("-cp", System.getProperty("java.class.path"), mainClass),
          List.of(),
          settings,
          Map.of());
    }

    /// The same with a variable of the environment.
    public Plan withVariable(String name, String value) {
      Map<String, String> all = new LinkedHashMap<>(environment);
      all.put(name, value);
      return new Plan(directory, program, jvmArguments, settings, all);
    }

    /// The same with more arguments for the JVM.
    public Plan with(String... moreJvmArguments) {
      List<String> all = new ArrayList<>(jvmArguments);
      all.addAll(List.of(moreJvmArguments));
      return new Plan(directory, program, all, settings, environment);
    }

    /// The same for a process that is started again and again: the first one in this JVM to be started
    /// so leaves an archive of its classes to the others, which are ready in half the time. To be
    /// asked for behind [#ofMainClass] and the JVM's arguments. Blocking.
    public Plan startedOften() {
      if (!program.getFirst().equals("-cp")) {
        throw new IllegalStateException("only a main class is started so, not " + program);
      }
      String mainClass = program.getLast();
      List<String> training =
          List.of(
              "-Dspring.context.exit=onRefresh",
              mainClass,
              "--server.port=0",
              "--server.address=127.0.0.1",
              "--tripline.data-directory=data");
      List<String> jvm = new ArrayList<>(List.of(NATIVE_ACCESS));
      jvm.addAll(jvmArguments);
      List<String> started = new ArrayList<>(ClassArchive.arguments(jvm, program.get(1), training));
      started.add(mainClass);
      return new Plan(directory, started, jvmArguments, settings, environment);
    }

    /// The same with one setting added or replaced.
    public Plan withSetting(String name, String value) {
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put(name, value);
      return new Plan(directory, program, jvmArguments, all, environment);
    }
  }

  /// Starts it and blocks until it says that it is ready.
  ///
  /// @throws IllegalStateException with its output if it ends or stays silent
  public static AppProcess start(Plan plan) throws InterruptedException {
    AppProcess app = launch(plan);
    if (!app.output.awaitReady(ServerProcess.START_LIMIT)) {
      app.close();
      throw new IllegalStateException("the dispatcher did not start:\n" + app.output.tail(100));
    }
    return app;
  }

  /// Starts it and answers as soon as it either is ready or has ended; for starts that may crash.
  public static AppProcess startOrCrash(Plan plan) throws InterruptedException {
    AppProcess app = launch(plan);
    if (!app.output.awaitReady(ServerProcess.START_LIMIT) && app.awaitExit(EXIT_LIMIT) < 0) {
      app.close();
      throw new IllegalStateException("the dispatcher hangs at start:\n" + app.output.tail(100));
    }
    return app;
  }

  /// Starts it and answers at once, before it is ready.
  public static AppProcess launch(Plan plan) {
    long before = System.nanoTime();
    try {
      Files.createDirectories(plan.directory());
      Path arguments = plan.directory().resolve("java-arguments");
      Files.write(arguments, arguments(plan).stream().map(AppProcess::quote).toList());
      ProcessBuilder builder =
          new ProcessBuilder(javaExecutable(), "@" + arguments)
              .directory(plan.directory().toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(plan.environment());
      Process process = builder.start();
      AppOutput output = new AppOutput(process, plan.directory().resolve("app.log"));
      Duration startup = Duration.ofNanos(System.nanoTime() - before);
      return new AppProcess(process, output, startup);
    } catch (IOException e) {
      throw new IllegalStateException("the dispatcher cannot be started", e);
    }
  }

  private static List<String> arguments(Plan plan) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("server.port", "0");
    settings.put("server.address", "127.0.0.1");
    settings.put("tripline.sources.allow", "127.0.0.0/8,::1");
    settings.putAll(plan.settings());
    List<String> arguments = new ArrayList<>();
    arguments.add(NATIVE_ACCESS);
    arguments.addAll(plan.jvmArguments());
    arguments.addAll(plan.program());
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return arguments;
  }

  static String quote(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  public static String javaExecutable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// The address of its REST interface.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return output.port();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// From the start of the process to readiness.
  public Duration startup() {
    return startup.plus(output.untilReady());
  }

  /// The last lines it wrote.
  public String outputTail(int lines) {
    return output.tail(lines);
  }

  /// Blocks until it has ended, `limit` at most, and answers its exit status; -1 if it still runs.
  public int awaitExit(Duration limit) throws InterruptedException {
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    return ended ? process.exitValue() : -1;
  }

  /// SIGKILL to the dispatcher alone; its workers notice by themselves. Blocks until it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// SIGTERM; blocks until it has drained and ended, and answers whether it did within `limit`.
  public boolean stop(Duration limit) throws InterruptedException {
    process.destroy();
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// SIGSTOP: it stands still, its connections stay open.
  public void pause() throws InterruptedException {
    Signal.STOP.send(process);
  }

  /// SIGCONT after [#pause()].
  public void resume() throws InterruptedException {
    Signal.CONT.send(process);
  }

  /// Ends it with everything that it started.
  @Override
  public void close() {
    List<ProcessHandle> family;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      family = descendants.toList();
    }
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    output.close();
  }
}
