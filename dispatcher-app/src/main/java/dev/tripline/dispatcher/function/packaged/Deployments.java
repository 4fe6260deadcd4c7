package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.image.Images;
import dev.tripline.dispatcher.function.network.WorkerNetworks;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.image.InstalledImage;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.log.LogLevel;
import dev.tripline.runtime.log.LogSettings;
import dev.tripline.runtime.network.WorkerNetwork;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.runtime.pack.LayerZip;
import dev.tripline.runtime.pack.PackageInstaller;
import dev.tripline.spi.store.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Packages of function versions, unpacked on this machine. Safe for many threads.
public final class Deployments {
  private final AccountSettings account;
  private final BlobStore blobs;
  private final PackageInstaller installer;
  private final Images images;
  private final WorkerNetworks networks;
  private final long unzippedLimit;
  private final ConcurrentHashMap<String, FunctionSpec> specs = new ConcurrentHashMap<>();

  /// @param packages for zips
  /// @param images for container images
  public record Installers(PackageInstaller packages, Images images) {}

  public Deployments(
      AccountSettings account,
      LimitSettings limits,
      BlobStore blobs,
      Installers installers,
      WorkerNetworks networks) {
    this.account = account;
    this.blobs = blobs;
    this.installer = installers.packages();
    this.images = installers.images();
    this.networks = networks;
    this.unzippedLimit = limits.unzippedPackage().toBytes();
  }

  /// What the version runs from. Answers from memory if it is unpacked here; otherwise blocks until
  /// it is.
  ///
  /// @throws InvalidPackageException if code and layers cannot be laid together
  /// @throws ImageException if its image cannot be had or run
  /// @throws IllegalStateException if its network is not there any more
  public FunctionSpec deploy(String functionName, FunctionVersion version)
      throws InvalidPackageException, ImageException {
    FunctionSpec spec = specs.get(version.key());
    if (spec == null) {
      FunctionSpec installed = install(functionName, version);
      FunctionSpec first = specs.putIfAbsent(version.key(), installed);
      spec = first == null ? installed : first;
    }
    WorkerNetwork network = networks.of(version.settings().vpc());
    return network == null ? spec : spec.withNetwork(network);
  }

  /// Whether the code and layers of a version are as they were unpacked. If they are not, they are
  /// forgotten, and unpacked anew by [#deploy].
  public boolean isIntact(FunctionSpec spec) {
    Path layers = spec.layersRoot();
    boolean intact =
        spec.image() != null
            || (installer.isIntact(spec.taskRoot())
                && (layers == null || installer.isIntact(layers)));
    if (!intact) {
      specs.remove(spec.key(), spec.withNetwork(null));
    }
    return intact;
  }

  /// Forgets what nothing runs from any more. Files stay: other versions may share them.
  public void forget(String key) {
    specs.remove(key);
  }

  private FunctionSpec install(String functionName, FunctionVersion version)
      throws InvalidPackageException, ImageException {
    FunctionVersion.Image image = version.code().image();
    if (image != null) {
      ImageStart start = start(version, image);
      return spec(functionName, version, new Roots(start.root(), null, start));
    }
    FunctionSettings settings = version.settings();
    Path code;
    try (InputStream zip = open(version.code().sha256())) {
      code = installer.installCode(version.code().sha256(), zip);
    } catch (IOException e) {
      throw new UncheckedIOException("package " + version.code().sha256() + " cannot be read", e);
    }
    List<FunctionSettings.LayerUse> uses = settings.layers();
    Path layers = null;
    if (!uses.isEmpty()) {
      layers = installer.installLayers(uses.stream().map(this::zip).toList());
      requireSize(installer.unzippedBytes(code) + installer.unzippedBytes(layers));
    }
    return spec(functionName, version, new Roots(code, layers, null));
  }

  private ImageStart start(FunctionVersion version, FunctionVersion.Image image)
      throws ImageException {
    InstalledImage installed;
    try {
      Digest digest = new Digest(version.code().sha256());
      installed = images.install(new Images.Found(digest, image.resolvedUri()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("this node is shutting down", e);
    }
    FunctionSettings.ImageConfig config = version.settings().imageConfig();
    return config == null
        ? ImageStart.of(installed, null, null, null)
        : ImageStart.of(
            installed, config.entryPoint(), config.command(), config.workingDirectory());
  }

  private record Roots(Path code, @Nullable Path layers, @Nullable ImageStart image) {}

  private FunctionSpec spec(String functionName, FunctionVersion version, Roots roots) {
    FunctionSettings settings = version.settings();
    String suffix = version.number().equals(FunctionVersion.LATEST) ? "" : ":" + version.number();
    return new FunctionSpec(
        version.key(),
        functionName,
        version.number(),
        account.functionArn(functionName) + suffix,
        settings.runtime(),
        settings.handler(),
        roots.code(),
        roots.layers(),
        variables(settings),
        Duration.ofSeconds(settings.timeoutSeconds()),
        settings.memoryMb(),
        settings.ephemeralStorageMb(),
        logs(settings.logging()),
        settings.traced(),
        settings.role(),
        null,
        roots.image(),
        version.hasSnapStart());
  }

  private LayerZip zip(FunctionSettings.LayerUse use) {
    return new LayerZip(use.sha256(), () -> open(use.sha256()));
  }

  private InputStream open(String key) throws IOException {
    return blobs
        .open(key)
        .orElseThrow(() -> new FileNotFoundException("package " + key + " is not in the store"));
  }

  private void requireSize(long bytes) {
    if (bytes > unzippedLimit) {
      throw new PackagesTooLargeException(
          "Function code combined with layers exceeds the maximum allowed size of "
              + unzippedLimit
              + " bytes. The actual size is "
              + bytes
              + " bytes.");
    }
  }

  private static Map<String, String> variables(FunctionSettings settings) {
    Map<String, String> variables = settings.environment();
    return variables == null ? Map.of() : variables;
  }

  private static LogSettings logs(FunctionSettings.Logging logging) {
    String group = logging.group();
    if (!logging.json()) {
      return new LogSettings(group, false, LogLevel.TRACE, LogLevel.DEBUG);
    }
    return new LogSettings(
        group, true, level(logging.applicationLevel()), level(logging.systemLevel()));
  }

  private static LogLevel level(@Nullable String name) {
    return name == null ? LogLevel.INFO : LogLevel.of(name);
  }
}
