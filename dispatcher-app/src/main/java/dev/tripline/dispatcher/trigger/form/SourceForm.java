package dev.tripline.dispatcher.trigger.form;

import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.dispatcher.system.ConnectionSettings;
import dev.tripline.dispatcher.system.SecretReference;
import dev.tripline.dispatcher.trigger.BrokerAddress;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.retry.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `source` of a trigger: which kind it is, and what that kind needs.
public final class SourceForm {
  private final TriggerSettings settings;
  private final ConnectionSettings connections;

  public SourceForm(TriggerSettings settings, ConnectionSettings connections) {
    this.settings = settings;
    this.connections = connections;
  }

  /// What a stored form means. What it names need not be there at the moment.
  ///
  /// @throws InvalidTriggerException if it means nothing
  public TriggerSource stored(ObjectNode form) {
    List<FieldError> errors = new ArrayList<>();
    TriggerSource source = read(new FormReader(form, "source.", errors), false);
    if (source == null || !errors.isEmpty()) {
      throw new InvalidTriggerException(errors);
    }
    return source;
  }

  /// Null if the kind is unknown; other errors are left with the reader.
  ///
  /// @param fresh whether what it names must be there: false for what was accepted before
  @Nullable TriggerSource read(FormReader form, boolean fresh) {
    String kind = form.required("kind");
    TriggerSource source =
        switch (kind) {
          case "rabbitmq" -> rabbitQueue(form, fresh);
          case "folder" -> folder(form, fresh);
          case "http" -> new TriggerSource.CloudEvents();
          case "" -> null;
          default -> {
            form.invalid("kind", "must be rabbitmq, folder or http");
            yield null;
          }
        };
    if (source != null) {
      form.refuseUnknown();
    }
    return source;
  }

  private TriggerSource rabbitQueue(FormReader form, boolean fresh) {
    TriggerSource.Broker broker = broker(form, fresh);
    String queue = form.required("queue");
    if (queue.getBytes(StandardCharsets.UTF_8).length > 255) {
      form.invalid("queue", "must not be longer than 255 bytes");
    }
    var batching =
        new TriggerSource.Batching(
            form.integer("batchSize", 1, 10_000, 100),
            form.seconds("batchWindowSeconds", 0, 300, 0.5),
            form.integer("maxAttempts", 1, 1_000, 3),
            backoff(form.object("backoff")),
            form.flag("reportBatchItemFailures", false));
    return new TriggerSource.RabbitQueue(
        broker, queue, batching, form.integer("concurrency", 1, 100, 1));
  }

  private static Backoff backoff(FormReader form) {
    Duration first = form.seconds("initialSeconds", 0, 300, 1);
    Duration cap = form.seconds("maxSeconds", 0, 300, 60);
    int multiplier = form.integer("multiplier", 1, 10, 2);
    form.refuseUnknown();
    if (cap.compareTo(first) < 0) {
      form.invalid("maxSeconds", "must not be less than initialSeconds");
      cap = first;
    }
    return new Backoff(first, multiplier, cap, 0.2);
  }

  private TriggerSource.Broker broker(FormReader form, boolean fresh) {
    String connection = form.text("connection");
    String uri = form.text("uri");
    String host = form.text("host");
    String username = form.text("username");
    SecretReference password = secret(form, "password");
    String virtualHost = form.text("virtualHost");
    int given = (connection == null ? 0 : 1) + (uri == null ? 0 : 1) + (host == null ? 0 : 1);
    if (given != 1) {
      form.invalid("uri", "exactly one of uri, host and connection must be given");
    }
    if (connection != null) {
      if (username != null || password != null) {
        form.invalid("username", "comes from the connection and must not be given as well");
      }
      if (fresh && connections.find(connection).isEmpty()) {
        form.invalid("connection", "is not configured as tripline.connections." + connection);
      }
      return new TriggerSource.Broker(connection, "", 0, false, orRoot(virtualHost), "", null);
    }
    String user = username == null ? "guest" : username;
    if (uri == null) {
      boolean tls = form.flag("tls", false);
      int port = form.integer("port", 1, 65_535, tls ? 5671 : 5672);
      return new TriggerSource.Broker(
          null, host == null ? "" : host, port, tls, orRoot(virtualHost), user, password);
    }
    BrokerAddress address = address(form, uri);
    return new TriggerSource.Broker(
        null,
        address.host(),
        address.port(),
        address.tls(),
        virtualHost == null ? address.virtualHost() : virtualHost,
        user,
        password);
  }

  private static String orRoot(@Nullable String virtualHost) {
    return virtualHost == null ? "/" : virtualHost;
  }

  private static BrokerAddress address(FormReader form, String text) {
    try {
      return BrokerAddress.of(new URI(text));
    } catch (URISyntaxException e) {
      form.invalid("uri", "is no URI: " + e.getReason());
    } catch (IllegalArgumentException e) {
      form.invalid("uri", String.valueOf(e.getMessage()));
    }
    return new BrokerAddress("", 1, false, "/");
  }

  private static @Nullable SecretReference secret(FormReader form, String name) {
    String text = form.text(name);
    if (text == null) {
      return null;
    }
    try {
      return new SecretReference(text);
    } catch (IllegalArgumentException _) {
      form.invalid(name, "must be a reference, env:NAME or file:PATH; secrets are not kept here");
      return null;
    }
  }

  private TriggerSource folder(FormReader form, boolean fresh) {
    Path path = fresh ? existingFolder(form) : Path.of(form.required("path"));
    String bucket = form.required("bucket");
    if (!bucket.isEmpty() && !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      form.invalid("bucket", "must be a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen");
    }
    List<String> events = form.texts("events", FolderBucketSettings.Filter.ALL.events());
    try {
      new FolderBucketSettings.Filter("", "", events);
    } catch (IllegalArgumentException e) {
      form.invalid("events", String.valueOf(e.getMessage()));
    }
    var names = FolderBucketSettings.Names.DEFAULT;
    var selection =
        new TriggerSource.Selection(
            keyPart(form, "prefix"),
            keyPart(form, "suffix"),
            events,
            form.flag("hiddenFiles", names.hidden()),
            form.texts("temporarySuffixes", names.temporarySuffixes()));
    var timing =
        new TriggerSource.Timing(
            form.seconds("settleSeconds", 0, 3_600, 1),
            form.seconds("rescanSeconds", 0.1, 3_600, 10));
    return new TriggerSource.Folder(
        path, bucket, selection, timing, form.flag("reportExisting", true));
  }

  private static String keyPart(FormReader form, String name) {
    String value = form.text(name, "");
    if (value.length() > 1_024) {
      form.invalid(name, "must not be longer than 1024 characters");
    }
    return value;
  }

  private Path existingFolder(FormReader form) {
    String text = form.required("path");
    try {
      Path path = Path.of(text).toRealPath();
      if (!Files.isDirectory(path)) {
        form.invalid("path", "is no folder");
      } else if (!settings.allowsFolder(path)) {
        form.invalid("path", "is outside of tripline.triggers.folder-roots");
      }
      return path;
    } catch (IOException | InvalidPathException _) {
      if (!text.isEmpty()) {
        form.invalid("path", "does not exist or cannot be read here");
      }
      return Path.of("");
    }
  }
}
