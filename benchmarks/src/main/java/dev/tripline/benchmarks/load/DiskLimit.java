package dev.tripline.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The rate at which the disk makes 4 KB durable, one after the other: the limit of accepting event by
/// event.
public final class DiskLimit {
  private DiskLimit() {}

  public static List<Double> measure(int runs) throws IOException {
    List<Double> perSecond = new ArrayList<>();
    Path file = Files.createTempFile("tripline-disk-", ".bin");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(4_096);
      for (int run = 0; run < runs; run++) {
        long from = System.nanoTime();
        long until = from + Duration.ofSeconds(1).toNanos();
        int count = 0;
        while (System.nanoTime() < until) {
          page.clear();
          channel.write(page);
          channel.force(false);
          count++;
        }
        perSecond.add(count / ((System.nanoTime() - from) / 1e9));
      }
    } finally {
      Files.delete(file);
    }
    return perSecond;
  }
}
