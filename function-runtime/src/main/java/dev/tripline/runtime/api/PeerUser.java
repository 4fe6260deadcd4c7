package dev.tripline.runtime.api;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whether the other end of a loopback connection belongs to another user of this machine. It
/// does not tell one worker of ours from another.
final class PeerUser {
  private static final Logger LOG = LoggerFactory.getLogger(PeerUser.class);
  private static final Path CONNECTIONS = Path.of("/proc/net/tcp");
  private static final String SELF = ownUser();

  private PeerUser() {}

  /// True only if the kernel names another user; a host that does not tell lets everyone in.
  static boolean isOther(Socket socket) {
    String local = ":%04X".formatted(socket.getPort());
    String remote = ":%04X".formatted(socket.getLocalPort());
    try {
      List<String> lines = Files.readAllLines(CONNECTIONS);
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.strip().split(" +", 9);
        if (fields[1].endsWith(local) && fields[2].endsWith(remote)) {
          return !SELF.isEmpty() && !fields[7].equals(SELF);
        }
      }
    } catch (IOException e) {
      LOG.debug("The users of loopback connections cannot be told here", e);
    }
    return false;
  }

  private static String ownUser() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
    } catch (IOException e) {
      LOG.info("The users of loopback connections are not checked on this host", e);
      return "";
    }
  }
}
