package dev.tripline.dispatcher.function.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A layer and its versions. It stays registered without any version, because numbers are never used
/// twice.
///
/// @param versions lowest number first
public record Layer(String name, int nextVersion, List<Version> versions) {

  /// @param sha256 of the zip, lower-case hex
  /// @param compatibleRuntimes null if none were given
  /// @param compatibleArchitectures null if none were given
  public record Version(
      int number,
      String description,
      Instant created,
      String sha256,
      long size,
      @Nullable List<String> compatibleRuntimes,
      @Nullable List<String> compatibleArchitectures,
      @Nullable String licenseInfo,
      @Nullable ResourcePolicy policy) {

    public Version withPolicy(@Nullable ResourcePolicy newPolicy) {
      return new Version(
          number,
          description,
          created,
          sha256,
          size,
          compatibleRuntimes,
          compatibleArchitectures,
          licenseInfo,
          newPolicy);
    }
  }

  public Optional<Version> version(long number) {
    return versions.stream().filter(version -> version.number() == number).findFirst();
  }

  /// Adds the version, or puts it in the place of the one with the same number.
  public Layer with(Version version) {
    List<Version> all = new ArrayList<>(without(version.number()).versions);
    all.add(version);
    all.sort(Comparator.comparingInt(Version::number));
    return new Layer(name, Math.max(nextVersion, version.number() + 1), List.copyOf(all));
  }

  public Layer without(long number) {
    return new Layer(
        name,
        nextVersion,
        versions.stream().filter(version -> version.number() != number).toList());
  }
}
