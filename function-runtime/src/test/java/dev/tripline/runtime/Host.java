package dev.tripline.runtime;

import dev.tripline.runtime.log.LogSettings;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A function runtime in a temporary directory, and functions for it.
public final class Host implements AutoCloseable {
  static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

  public final FunctionRuntime runtime;
  public final List<String> log = new CopyOnWriteArrayList<>();
  private final Path directory;
  private final Sandbox sandbox;
  private int functions;

  public Host(Path directory) {
    this(directory, UnaryOperator.identity());
  }

  /// In the sandbox that a dispatcher would choose here.
  public Host(Path directory, UnaryOperator<RuntimeSettings> change) {
    this(
        directory,
        SandboxChoice.onThisHost(directory.resolve("sandbox")).choose(SandboxMode.AUTO),
        change);
  }

  public Host(Path directory, World world) {
    this(directory, world, UnaryOperator.identity());
  }

  public Host(Path directory, World world, UnaryOperator<RuntimeSettings> change) {
    this(directory, world.sandbox(directory.resolve("sandbox")), change);
  }

  private Host(Path directory, Sandbox sandbox, UnaryOperator<RuntimeSettings> change) {
    this.directory = directory;
    this.sandbox = sandbox;
    this.runtime =
        new FunctionRuntime(
            change.apply(patient(directory.resolve("data"))),
            sandbox,
            new LogSink() {
              @Override
              public void output(FunctionSpec function, @Nullable String requestId, String line) {
                log.add(line);
              }

              @Override
              public boolean wantsPlatform(FunctionSpec function) {
                return false;
              }

              @Override
              public void platform(FunctionSpec function, @Nullable String requestId, String line) {
                log.add(line);
              }
            },
            InstantSource.system());
  }

  /// Settings under which a worker starts at its first try and a sequence of invocations stays with it,
  /// however slow the machine.
  private static RuntimeSettings patient(Path directory) {
    RuntimeSettings.Pool pool = RuntimeSettings.Pool.defaults();
    RuntimeSettings.Limits limits = RuntimeSettings.Limits.defaults();
    return withLimits(
        withPool(
            RuntimeSettings.defaults(directory),
            new RuntimeSettings.Pool(
                pool.concurrency(),
                Duration.ofSeconds(5),
                pool.memoryBudgetBytes(),
                pool.idleTimeout(),
                Duration.ofMinutes(1))),
        new RuntimeSettings.Limits(
            Duration.ofMinutes(1), limits.responseBytes(), limits.openFiles()));
  }

  public static RuntimeSettings withPool(RuntimeSettings settings, RuntimeSettings.Pool pool) {
    return new RuntimeSettings(
        settings.directory(),
        settings.sandbox(),
        settings.region(),
        pool,
        settings.limits(),
        settings.readable(),
        settings.libraries(),
        settings.variables());
  }

  public static RuntimeSettings withLimits(
      RuntimeSettings settings, RuntimeSettings.Limits limits) {
    return new RuntimeSettings(
        settings.directory(),
        settings.sandbox(),
        settings.region(),
        settings.pool(),
        limits,
        settings.readable(),
        settings.libraries(),
        settings.variables());
  }

  /// Whether functions are kept from the host's files.
  public boolean isSandboxed() {
    return !(sandbox instanceof PlainProcesses);
  }

  /// The directory in which a function sees its code.
  public Path seenTaskRoot(FunctionSpec spec) {
    Path elsewhere = Path.of("/not/asked/for");
    Temporary temporary = new Temporary.Directory(elsewhere);
    return sandbox
        .view(
            new Confinement(spec.taskRoot(), spec.layersRoot(), elsewhere, temporary, 1, List.of()))
        .taskRoot();
  }

  /// A function of one file.
  public FunctionSpec function(String runtimeName, String handler, String file, String content) {
    return new Draft(runtimeName, handler).file(file, content).spec();
  }

  public FunctionSpec python(String body) {
    return function("python3.12", "index.handler", "index.py", body);
  }

  public FunctionSpec node(String body) {
    return function("nodejs22.x", "index.handler", "index.js", body);
  }

  public FunctionSpec shell(String body) {
    return function("provided.al2023", "x", "bootstrap", "#!/bin/sh\n" + body);
  }

  public FunctionSpec bash(String body) {
    return function("provided.al2023", "x", "bootstrap", "#!/bin/bash\n" + body);
  }

  public InvocationResult run(FunctionSpec spec, String payload) {
    return run(spec, payload, false);
  }

  public InvocationResult run(FunctionSpec spec, String payload, boolean tail) {
    return run(spec, request(payload, tail));
  }

  public InvocationResult run(FunctionSpec spec, InvocationRequest request) {
    try {
      return runtime.invoke(spec, request, ARN);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public String answer(FunctionSpec spec, String payload) {
    return text(run(spec, payload).outcome());
  }

  public static InvocationRequest request(String payload, boolean tail) {
    return new InvocationRequest(
        UUID.randomUUID().toString(),
        FunctionTarget.latest("f"),
        payload.getBytes(StandardCharsets.UTF_8),
        1,
        tail,
        null,
        0);
  }

  public static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded(byte[] payload) -> new String(payload, StandardCharsets.UTF_8);
      case Outcome.Failed failed -> new String(failed.payload(), StandardCharsets.UTF_8);
      case Outcome.NotRun notRun -> notRun.toString();
    };
  }

  public Draft draft(String runtimeName, String handler) {
    return new Draft(runtimeName, handler);
  }

  /// A function in the making.
  public final class Draft {
    private final String runtimeName;
    private final String handler;
    private final Path root;
    private final Path layers;
    private final Map<String, String> environment = new HashMap<>();
    private Duration timeout = Duration.ofMinutes(1);
    private int memoryMb = 256;
    private boolean layered;
    private boolean traced;
    private LogSettings logs = LogSettings.TEXT;

    private Draft(String runtimeName, String handler) {
      this.runtimeName = runtimeName;
      this.handler = handler;
      int number = functions++;
      this.root = directory.resolve("function-" + number);
      this.layers = directory.resolve("layers-" + number);
    }

    public Path root() {
      return root;
    }

    public Draft file(String name, String content) {
      write(root.resolve(name), content);
      return this;
    }

    public Draft layerFile(String name, String content) {
      layered = true;
      write(layers.resolve(name), content);
      return this;
    }

    public Draft environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    public Draft timeout(Duration changed) {
      timeout = changed;
      return this;
    }

    public Draft memoryMb(int changed) {
      memoryMb = changed;
      return this;
    }

    public Draft logs(LogSettings changed) {
      logs = changed;
      return this;
    }

    public Draft traced() {
      traced = true;
      return this;
    }

    /// A symbolic link in the code.
    public Draft link(String name, Path target) {
      try {
        Files.createDirectories(root);
        Files.createSymbolicLink(root.resolve(name), target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    public FunctionSpec spec() {
      @Nullable Path layersRoot = layered ? layers : null;
      try {
        Files.createDirectories(root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new FunctionSpec(
          root.toString(),
          "f",
          "$LATEST",
          ARN,
          runtimeName,
          handler,
          root,
          layersRoot,
          environment,
          timeout,
          memoryMb,
          512,
          logs,
          traced,
          "",
          null,
          null,
          false);
    }

    private static void write(Path file, String content) {
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        if (!file.toFile().setExecutable(true)) {
          throw new IOException("not executable: " + file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}
