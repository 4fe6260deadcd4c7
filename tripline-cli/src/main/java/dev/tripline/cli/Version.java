package dev.tripline.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/// The version in the jar's manifest.
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    @Nullable String version = Tripline.class.getPackage().getImplementationVersion();
    return new String[] {
      "tripline " + (version == null ? "(built without a version)" : version),
      "Java " + Runtime.version()
    };
  }
}
