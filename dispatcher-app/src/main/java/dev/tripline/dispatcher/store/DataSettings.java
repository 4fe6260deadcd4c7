package dev.tripline.dispatcher.store;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The directory of this node's files: the SQLite store, unpacked packages, workers' directories.
///
/// @param dataDirectory is made if it is not there; a relative one is below the working directory
@ConfigurationProperties("tripline")
public record DataSettings(@DefaultValue("./data") Path dataDirectory) {

  public DataSettings {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }
}
