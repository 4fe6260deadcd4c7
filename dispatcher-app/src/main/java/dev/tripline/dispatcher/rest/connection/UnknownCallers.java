package dev.tripline.dispatcher.rest.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Open connections on which a request is awaited or arrives, and no caller has proved to be one, by the
/// time since when: from their beginning, and again from the beginning of each further request. Safe for many threads; does not block.
final class UnknownCallers {
  private static final Logger log = LoggerFactory.getLogger(UnknownCallers.class);

  /// By connection, the time in nanoseconds.
  private final Map<SocketChannel, Long> since = new ConcurrentHashMap<>();

  /// Those that were ended here and still have their place.
  private final Set<SocketChannel> ending = ConcurrentHashMap.newKeySet();

  /// A connection or a further request on it begins; not noted again while it is unknown.
  void begins(SocketChannel connection) {
    since.putIfAbsent(connection, System.nanoTime());
  }

  /// Forgets those that were closed while a request was on its way to [#begins].
  ///
  /// @param most that there can be
  void keepAtMost(int most) {
    if (since.size() > most) {
      since.keySet().removeIf(connection -> !connection.isOpen());
    }
  }

  /// Its caller is known, or its request is whole.
  void isSafe(SocketChannel connection) {
    since.remove(connection);
  }

  /// It is closed.
  void left(SocketChannel connection) {
    since.remove(connection);
    ending.remove(connection);
  }

  /// How many were ended and are not closed yet.
  int ending() {
    ending.removeIf(connection -> !connection.isOpen());
    return ending.size();
  }

  /// Ends the oldest. Both directions are shut, so that the thread that reads or writes closes it.
  ///
  /// @param most of them
  void endOldest(int most) {
    long now = System.nanoTime();
    List<Map.Entry<SocketChannel, Long>> oldest =
        since.entrySet().stream()
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(entry -> entry.getValue() - now))
            .limit(most)
            .toList();
    for (Map.Entry<SocketChannel, Long> entry : oldest) {
      SocketChannel connection = entry.getKey();
      // One that has become safe meanwhile stays.
      if (since.remove(connection, entry.getValue())) {
        end(connection);
      }
    }
    if (!oldest.isEmpty()) {
      log.debug("Connections are short; {} of unknown callers are ended", oldest.size());
    }
  }

  private void end(SocketChannel connection) {
    ending.add(connection);
    try {
      connection.shutdownInput();
      connection.shutdownOutput();
    } catch (IOException e) {
      log.debug("{} ended by itself", connection, e);
    }
  }
}
