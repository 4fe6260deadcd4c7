package dev.tripline.runtime.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that one worker process may see and use, and its network.
///
/// @param taskRoot the function's code
/// @param layersRoot the merged layers; null without
/// @param runtimeRoot the runtime's own files
/// @param temporary this worker's `/tmp`
/// @param sharedMemoryMb size of `/dev/shm`
/// @param readable other directories that the runtime needs, for instance a JDK
/// @param root of a container image, in place of code, layers, runtime and the host's files; null without
/// @param network a namespace that it is in; null for the host's network
/// @param extensions the files for its extensions; null without programs among them
public record Confinement(
    Path taskRoot,
    @Nullable Path layersRoot,
    Path runtimeRoot,
    Temporary temporary,
    int sharedMemoryMb,
    List<Path> readable,
    @Nullable RootFileSystem root,
    @Nullable JoinedNetwork network,
    @Nullable ExtensionFiles extensions) {

  /// On the host's network, of a package.
  public Confinement(
      Path taskRoot,
      @Nullable Path layersRoot,
      Path runtimeRoot,
      Temporary temporary,
      int sharedMemoryMb,
      List<Path> readable) {
    this(taskRoot, layersRoot, runtimeRoot, temporary, sharedMemoryMb, readable, null, null, null);
  }

  /// The files of a container image, seen by a worker in place of the host's.
  ///
  /// @param path the directory that becomes `/`; directories to mount onto may be made in it
  /// @param workingDirectory in it
  public record RootFileSystem(Path path, String workingDirectory) {}

  /// A network namespace that a worker is started in.
  ///
  /// @param enter the command before the sandbox's own that runs it in the namespace
  /// @param resolver the file that is seen as `/etc/resolv.conf`
  public record JoinedNetwork(List<String> enter, Path resolver) {
    public JoinedNetwork {
      enter = List.copyOf(enter);
    }
  }

  /// Files of the host for a worker's extensions.
  ///
  /// @param hosts seen as `/etc/hosts` in a sandbox
  /// @param output opened for the worker as file descriptor 5
  public record ExtensionFiles(Path hosts, Path output) {}

  /// @param joined null for the host's network
  public Confinement in(@Nullable JoinedNetwork joined) {
    return new Confinement(
        taskRoot,
        layersRoot,
        runtimeRoot,
        temporary,
        sharedMemoryMb,
        readable,
        root,
        joined,
        extensions);
  }

  /// @param image null for a package
  public Confinement with(@Nullable RootFileSystem image) {
    return new Confinement(
        taskRoot,
        layersRoot,
        runtimeRoot,
        temporary,
        sharedMemoryMb,
        readable,
        image,
        network,
        extensions);
  }

  /// @param files null without extensions
  public Confinement with(@Nullable ExtensionFiles files) {
    return new Confinement(
        taskRoot,
        layersRoot,
        runtimeRoot,
        temporary,
        sharedMemoryMb,
        readable,
        root,
        network,
        files);
  }
}
