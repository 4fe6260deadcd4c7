package dev.tripline.adapter.storage;

import java.util.List;

/// Told how scans of a folder went.
@FunctionalInterface
public interface FolderListener {

  /// After each scan, on the source's thread.
  ///
  /// @param files the number of known files
  /// @param problems files and folders that could not be read; they are tried again at each scan. The
  ///     first few only
  void scanned(int files, List<String> problems);
}
