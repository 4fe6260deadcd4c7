package dev.tripline.runtime.sandbox;

import java.nio.file.Path;

/// The files of a container image, seen by a worker in place of the host's.
///
/// @param path the directory that becomes `/`; directories to mount onto may be made in it
/// @param workingDirectory in it
public record RootFileSystem(Path path, String workingDirectory) {}
