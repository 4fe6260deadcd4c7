package dev.tripline.dispatcher.function.packaged;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.runtime.FunctionSpec;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Packages of function versions, unpacked on this machine. Safe for many threads.
public final class Deployments {
  private final AccountSettings account;
  private final BlobStore blobs;
  private final PackageInstaller installer;
  private final long unzippedLimit;
  private final ConcurrentHashMap<String, FunctionSpec> specs = new ConcurrentHashMap<>();

  public Deployments(
      AccountSettings account, LimitSettings limits, BlobStore blobs, PackageInstaller installer) {
    this.account = account;
    this.blobs = blobs;
    this.installer = installer;
    this.unzippedLimit = limits.unzippedPackage().toBytes();
  }

  /// What the version runs from. Answers from memory if it is unpacked here; otherwise blocks until
  /// it is.
  ///
  /// @throws InvalidPackageException if code and layers cannot be laid together
  public FunctionSpec deploy(String functionName, FunctionVersion version)
      throws InvalidPackageException {
    FunctionSpec known = specs.get(version.key());
    if (known != null) {
      return known;
    }
    FunctionSpec spec = install(functionName, version);
    FunctionSpec first = specs.putIfAbsent(version.key(), spec);
    return first == null ? spec : first;
  }

  /// Forgets what nothing runs from any more. Files stay: other versions may share them.
  public void forget(String key) {
    specs.remove(key);
  }

  private FunctionSpec install(String functionName, FunctionVersion version)
      throws InvalidPackageException {
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
    String suffix = version.number().equals(FunctionVersion.LATEST) ? "" : ":" + version.number();
    return new FunctionSpec(
        version.key(),
        functionName,
        version.number(),
        account.functionArn(functionName) + suffix,
        settings.runtime(),
        settings.handler(),
        code,
        layers,
        environment(settings),
        Duration.ofSeconds(settings.timeoutSeconds()),
        settings.memoryMb(),
        settings.ephemeralStorageMb());
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

  private static Map<String, String> environment(FunctionSettings settings) {
    Map<String, String> variables = settings.environment();
    FunctionSettings.Logging logging = settings.logging();
    Map<String, String> all = new LinkedHashMap<>(variables == null ? Map.of() : variables);
    if (logging.json()) {
      all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
      String level = logging.applicationLevel();
      all.put("AWS_LAMBDA_LOG_LEVEL", level == null ? "INFO" : level);
    }
    return all;
  }
}
