package dev.tripline.runtime.pack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Forces files to the disk, many at a time: those that are asked for together share the commits of the
/// file system's journal, so that each costs a small part of one.
public final class DurableFiles {
  private static final int AT_ONCE = 64;

  private DurableFiles() {}

  /// Returns when all of them are durable. Blocking.
  ///
  /// @throws IOException if one of them cannot be forced, or the thread is interrupted
  public static void force(List<Path> files) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<Integer>> shares = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("forces-files-", 0).factory())) {
      for (int i = 0; i < Math.min(AT_ONCE, files.size()); i++) {
        shares.add(pool.submit(() -> forceSome(files, next)));
      }
    }
    for (Future<Integer> share : shares) {
      if (share.state() != Future.State.SUCCESS) {
        throw new IOException(
            "files of a package cannot be made durable",
            share.state() == Future.State.FAILED ? share.exceptionNow() : null);
      }
    }
  }

  /// @return how many it has forced
  private static int forceSome(List<Path> files, AtomicInteger next) throws IOException {
    int forced = 0;
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      try (FileChannel channel = FileChannel.open(files.get(i))) {
        channel.force(true);
      }
      forced++;
    }
    return forced;
  }
}
