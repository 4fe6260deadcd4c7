package dev.tripline.runtime.language;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `java17`, `java21` and `java25`: AWS's own runtime interface client on a JDK of that version, or
/// else on the next newer one.
///
/// Some classes of the client are replaced by ours (`java-worker`): the native one, which copies a large
/// event several times; the class loader, which knows no place of layers but `/opt`; the report of a
/// class that cannot be loaded, which lacks the cause; one with a native part for snapshots.
public final class JavaLanguage implements Language {
  private static final Pattern NAME = Pattern.compile("java(17|21|25)");
  private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
  private static final List<String> JARS =
      List.of(
          "aws-lambda-java-runtime-interface-client.jar",
          "aws-lambda-java-core.jar",
          "aws-lambda-java-serialization.jar",
          "utils-lite.jar");

  /// Lambda's own en_US.UTF-8 is missing on many hosts; a JVM that finds one of its locales missing takes
  /// none, and reads variables and names of files as ASCII.
  private static final Map<String, String> LOCALE = Map.of("LC_ALL", "C.UTF-8");

  /// Stands before the client on the class path.
  private static final String WORKER = "tripline-java-worker.jar";

  private static final String CLIENT = "com/amazonaws/services/lambda/runtime/api/client/";
  private static final String RUNTIME_API = CLIENT + "runtimeapi/";
  private static final List<String> WORKER_CLASSES =
      List.of(
          "com/amazonaws/services/lambda/crac/DNSManager",
          CLIENT + "CustomerClassLoader",
          RUNTIME_API + "converters/LambdaErrorConverter",
          RUNTIME_API + "NativeClient",
          RUNTIME_API + "RuntimeConnection",
          RUNTIME_API + "RuntimeConnection$Answer");

  /// Another number when the function does other things: caches of before are not used then.
  private static final int TRAINING_FORM = 1;

  private static final String TRAINING = "dev/tripline/worker/TrainingFunction";

  /// Functions register the hooks of SnapStart with CRaC's own API, which looks there for who calls them.
  private static final String HOOKS = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

  private static final Pattern CACHE_OPTIONS =
      Pattern.compile("-Xshare\\b|-XX:(SharedArchiveFile|ArchiveClassesAtExit|AOT\\w*)=");

  private static final Pattern COLLECTOR_OPTION = Pattern.compile("-XX:\\+Use\\w*GC\\b");

  /// From this size on a function has its hot code compiled by the second compiler too.
  private static final int BOTH_COMPILERS_MB = 512;

  private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

  /// The JVM compiles what was hot in training at once, beside the start that it slows: from profiles that
  /// only the second compiler needs. A diagnostic option, which another JDK may not have.
  private static final List<String> WITHOUT_PROFILES =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining");

  private static final int WITH_REPLAY = 25;

  private final Path files;
  private final JavaHomes homes = JavaHomes.find();
  private final long jarTimes;

  JavaLanguage(Path files) {
    this.files = files.resolve("java");
    for (String jar : JARS) {
      RuntimeFiles.install("java/" + jar, this.files.resolve(jar));
    }
    RuntimeFiles.installJar(WORKER_CLASSES, this.files.resolve(WORKER));
    this.jarTimes = times(this.files);
  }

  @Override
  public boolean knows(String runtime) {
    return NAME.matcher(runtime).matches();
  }

  @Override
  public Optional<String> whyUnavailable(String runtime) {
    return homes.atLeast(version(runtime)).isPresent()
        ? Optional.empty()
        : Optional.of(
            "runtime " + runtime + " needs a JDK of that version or newer; this host has " + homes);
  }

  @Override
  public Optional<String> substitute(String runtime) {
    int version = jdk(runtime);
    return version == version(runtime) ? Optional.empty() : Optional.of("Java " + version);
  }

  @Override
  public Launch launch(LaunchRequest request) {
    SnapStart snapStart = request.snapStart();
    if (snapStart != null && snapStart.trains()) {
      return training(request, SnapStart.WRITTEN);
    }
    Path cache =
        snapStart == null
            ? cacheFile(request.runtime(), request.view().runtimeRoot())
            : snapStart.cache();
    List<String> compilers = compilers(request);
    List<String> options = new ArrayList<>();
    if (Files.exists(cache) && !hasCacheOfItsOwn(request.environment())) {
      options.add(
          (usesAot(request.runtime()) ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=")
              + (snapStart == null ? seenCache(request, cache) : cache));
      if (jdk(request.runtime()) == WITH_REPLAY && compilers.contains(FIRST_COMPILER)) {
        options.addAll(WITHOUT_PROFILES);
      }
    }
    return launch(request, compilers, options);
  }

  /// Lambda stops at the first compiler and lets `JAVA_TOOL_OPTIONS` say otherwise: see "Customize Java
  /// runtime startup behavior" in its guide. Workers live longer here, so one with memory enough for
  /// the second compiler gets it.
  private static List<String> compilers(LaunchRequest request) {
    boolean chosen =
        request.environment().getOrDefault("JAVA_TOOL_OPTIONS", "").contains("TieredStopAtLevel");
    return chosen || request.memoryMb() >= BOTH_COMPILERS_MB ? List.of() : List.of(FIRST_COMPILER);
  }

  /// What a function with SnapStart starts from. Its cache is named by all that a JVM compares before it uses
  /// one.
  ///
  /// @param request without it
  /// @param place with the function's jar
  public SnapStart snapStart(LaunchRequest request, Path place, boolean trains) {
    List<SnapStart.Entry> classPath = SnapStart.classPath(request, place);
    StringBuilder state = new StringBuilder();
    state.append(JavaHomes.state(home(request.runtime())));
    state.append('\n').append(request.view().runtimeRoot()).append('\n').append(jarTimes);
    classPath.forEach(entry -> state.append('\n').append(entry.state()));
    byte[] bytes = state.toString().getBytes(StandardCharsets.UTF_8);
    Path cache = place.resolve("start-" + UUID.nameUUIDFromBytes(bytes) + ".aot");
    return new SnapStart(place, classPath, cache, trains);
  }

  /// Whether starts could be faster than they are: no cache has been made for these paths yet.
  public boolean lacksCache(String runtime, Path seenRuntimeRoot) {
    return !Files.exists(cacheFile(runtime, seenRuntimeRoot));
  }

  /// Puts the function of a training run into its directory.
  ///
  /// @return its handler
  public static String installTraining(Path taskRoot) {
    for (String name : List.of(TRAINING, TRAINING + "$Order")) {
      RuntimeFiles.install("/" + name + ".class", taskRoot.resolve(name + ".class"));
    }
    return TRAINING.replace('/', '.');
  }

  /// The same launch, but the JVM writes the cache to a file of the function's `/tmp` as it exits.
  public Launch training(LaunchRequest request, String fileInTemporary) {
    Path file = request.view().temporary().resolve(fileInTemporary);
    String option =
        usesAot(request.runtime()) ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
    return launch(request, List.of(FIRST_COMPILER), List.of(option + file));
  }

  /// Takes a written cache into use.
  public void install(String runtime, Path seenRuntimeRoot, Path written) throws IOException {
    Path cache = cacheFile(runtime, seenRuntimeRoot);
    Files.createDirectories(cache.getParent());
    Path beside = cache.resolveSibling(cache.getFileName() + ".fresh");
    Files.copy(written, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, cache, StandardCopyOption.ATOMIC_MOVE);
    removeStale(cachePlace(runtime, seenRuntimeRoot), cache);
  }

  /// Caches of earlier jars. A JVM that has one open keeps it.
  private static void removeStale(String place, Path cache) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(cache.getParent(), place + "*.aot")) {
      for (Path other : all) {
        if (!other.equals(cache)) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  private Launch launch(LaunchRequest request, List<String> compilers, List<String> cacheOptions) {
    Path home = home(request.runtime());
    Path seen = request.view().runtimeRoot().resolve("java");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(compilers);
    command.addAll(cacheOptions);
    if (!COLLECTOR_OPTION.matcher(options(request.environment())).find()) {
      command.add("-XX:+UseSerialGC");
    }
    command.addAll(
        List.of(
            "-XX:-UsePerfData", // nobody attaches to a worker
            "-Xmx" + heapMb(request.memoryMb()) + "m",
            "-Xlog:disable",
            // A cache that does not fit, because of an option of the function for instance, is left
            // out.
            "-Xlog:all=error,cds*=off"
                + (usesAot(request.runtime()) ? ",aot*=off" : "")
                + ":stderr",
            HOOKS,
            "-Djava.io.tmpdir=" + request.view().temporary()));
    Path layers = request.view().layersRoot();
    if (!layers.equals(Path.of("/opt"))) {
      command.add("-Ddev.tripline.layers=" + layers.resolve("java"));
    }
    StringJoiner classPath = new StringJoiner(File.pathSeparator);
    classPath.add(seen.resolve(WORKER).toString());
    JARS.forEach(jar -> classPath.add(seen.resolve(jar).toString()));
    List<Path> readable = new ArrayList<>(List.of(home));
    SnapStart snapStart = request.snapStart();
    if (snapStart != null) {
      command.add(snapStart.option());
      snapStart.classPath().forEach(entry -> classPath.add(entry.seen().toString()));
      readable.add(snapStart.place());
    }
    command.addAll(List.of("-cp", classPath.toString(), MAIN, request.handler()));
    return new Launch(command, LOCALE, readable);
  }

  /// Leaves room for the JVM itself beside the heap.
  private static int heapMb(int memoryMb) {
    return Math.max(memoryMb / 2, memoryMb * 85 / 100 - 48);
  }

  /// Whether the function's owner has chosen a cache, or to have none: the JVM ends if two are chosen.
  public static boolean hasCacheOfItsOwn(Map<String, String> environment) {
    return CACHE_OPTIONS.matcher(options(environment)).find();
  }

  /// Options of the JVM that the function's owner has set.
  private static String options(Map<String, String> environment) {
    return environment.getOrDefault("JAVA_TOOL_OPTIONS", "")
        + " "
        + environment.getOrDefault("JDK_JAVA_OPTIONS", "");
  }

  private Path home(String runtime) {
    return homes.atLeast(version(runtime)).orElseThrow().getValue();
  }

  private int jdk(String runtime) {
    return homes.atLeast(version(runtime)).orElseThrow().getKey();
  }

  private boolean usesAot(String runtime) {
    return jdk(runtime) >= 25;
  }

  /// A cache is bound to the JDK, to the paths of the jars, and to their times: a JVM complains of one
  /// that does not fit, in the function's log.
  private Path cacheFile(String runtime, Path seenRuntimeRoot) {
    return files
        .resolve("cache")
        .resolve(
            cachePlace(runtime, seenRuntimeRoot)
                + Long.toHexString(31 * jarTimes + JavaHomes.state(home(runtime)).hashCode())
                + ".aot");
  }

  private String cachePlace(String runtime, Path seenRuntimeRoot) {
    var home = homes.atLeast(version(runtime)).orElseThrow();
    String place = Integer.toHexString((home.getValue() + "|" + seenRuntimeRoot).hashCode());
    return "jdk" + home.getKey() + "-" + place + "-";
  }

  private static long times(Path directory) {
    long times = TRAINING_FORM;
    try {
      for (String jar : JARS) {
        times = 31 * times + Files.getLastModifiedTime(directory.resolve(jar)).toMillis();
      }
      return 31 * times + Files.getLastModifiedTime(directory.resolve(WORKER)).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException("the jars of Java workers were just installed", e);
    }
  }

  private static Path seenCache(LaunchRequest request, Path cache) {
    return request.view().runtimeRoot().resolve("java/cache").resolve(cache.getFileName());
  }

  private static int version(String runtime) {
    Matcher name = NAME.matcher(runtime);
    if (!name.matches()) {
      throw new IllegalArgumentException("not a Java runtime: " + runtime);
    }
    return Integer.parseInt(name.group(1));
  }
}
