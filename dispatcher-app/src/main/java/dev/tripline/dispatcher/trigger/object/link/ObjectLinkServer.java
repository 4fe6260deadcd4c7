package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.source.SourceUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the bytes that a link leads to, and nothing else. The link is the proof; its trigger must be
/// there and still give links. Streams; safe for many threads.
final class ObjectLinkServer {
  private static final Logger log = LoggerFactory.getLogger(ObjectLinkServer.class);
  private static final int BUFFER = 64 * 1024;

  private final ObjectLinks links;
  private final TriggerService triggers;
  private final List<LinkedObjects> objects;

  ObjectLinkServer(ObjectLinks links, TriggerService triggers, List<LinkedObjects> objects) {
    this.links = links;
    this.triggers = triggers;
    this.objects = List.copyOf(objects);
  }

  /// @param body `false` for the head of the answer alone
  /// @throws ApiProblem if the link leads nowhere
  void serve(HttpServletRequest request, HttpServletResponse response, boolean body)
      throws IOException {
    String path = request.getPathInfo();
    ObjectLink link = links.proven(path == null ? "" : path.substring(1));
    ConnectionUse.keep(request);
    Trigger trigger = trigger(link);
    ByteRange range =
        request.getHeader("If-Range") == null ? ByteRange.of(request.getHeader("Range")) : null;
    try (OpenedObject object = open(trigger, link, range)) {
      head(response, object);
      if (body && !copy(object, response)) {
        log.warn(
            "An object of trigger {} changed or broke off while it was read by a link",
            trigger.name());
        if (!response.isCommitted()) {
          response.reset();
          throw changed();
        }
        ConnectionUse.breakOff(request);
      }
    }
  }

  private Trigger trigger(ObjectLink link) {
    LocalTrigger found = triggers.find(link.trigger()).orElse(null);
    if (found != null && found.trigger().id().equals(link.trigger())) {
      return found.trigger();
    }
    throw triggers.isKnown()
        ? ApiProblem.gone("the trigger whose event had this link is gone")
        : ApiProblem.unavailable("triggers are not known yet");
  }

  private OpenedObject open(Trigger trigger, ObjectLink link, @Nullable ByteRange range) {
    LinkedObjects opener =
        objects.stream()
            .filter(each -> each.has(trigger.source()))
            .findFirst()
            .orElseThrow(() -> ApiProblem.gone("the trigger gives no links to objects any more"));
    try {
      return opener.open(
          trigger, new LinkedObjects.Wanted(link.bucket(), link.key(), link.state()), range);
    } catch (IOException | SourceUnavailableException e) {
      log.warn("An object of trigger {} cannot be read by a link", trigger.name(), e);
      throw ApiProblem.unavailable(
          "the object cannot be read now on this node; its log says why. The files of a folder are"
              + " read on nodes that have the folder");
    }
  }

  private static ApiProblem changed() {
    return ApiProblem.conflict("the object is not in the state any more that the event tells of");
  }

  private static void head(HttpServletResponse response, OpenedObject object) {
    response.setContentType("application/octet-stream");
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Disposition", "attachment");
    response.setContentLengthLong(object.length());
    if (!object.isWhole()) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader(
          "Content-Range",
          "bytes %d-%d/%d"
              .formatted(object.first(), object.first() + object.length() - 1, object.size()));
    }
  }

  /// The last bytes leave when all have proved to be of the state that was opened.
  ///
  /// @return `false` if they did not
  private static boolean copy(OpenedObject object, HttpServletResponse response)
      throws IOException {
    OutputStream out = response.getOutputStream();
    InputStream in = object.bytes();
    byte[] buffer = new byte[BUFFER];
    long left = object.length();
    while (left > 0) {
      int count = read(in, buffer, Math.toIntExact(Math.min(buffer.length, left)));
      left -= Math.max(count, 0);
      if (count < 0 || (left == 0 && !object.hold().isUnchanged())) {
        return false;
      }
      out.write(buffer, 0, count);
    }
    return true;
  }

  /// As the stream, but negative also for one that ends with a failure.
  private static int read(InputStream in, byte[] buffer, int most) {
    try {
      return in.read(buffer, 0, most);
    } catch (IOException e) {
      log.warn("An object cannot be read to its end", e);
      return -1;
    }
  }
}
