package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.ObjectChange;
import dev.tripline.adapter.bucket.ObjectContents;
import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.adapter.bucket.ObjectLinker;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.object.link.ObjectLinks;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Makes events of the changes of objects, and reads objects out of their stores. Blocking; safe for many
/// threads.
public final class StoredObjects {
  private final AwsClients clients;
  private final LatestChanges latest;
  private final ObjectLinks links;

  StoredObjects(AwsClients clients, LatestChanges latest, ObjectLinks links) {
    this.clients = clients;
    this.latest = latest;
    this.links = links;
  }

  public AwsClients clients() {
    return clients;
  }

  /// Makes events of a trigger's changes.
  public ObjectEvents events(Trigger trigger, ObjectTraffic traffic) {
    IncludedObject include = traffic.include();
    return new ObjectEvents(
        traffic.buckets(),
        traffic.selection(),
        include == null ? null : of(include),
        traffic.skipOlder() ? latest.of(trigger.id()) : null,
        linker(trigger, traffic.link()));
  }

  /// Makes links to objects for events of the trigger; null if they have none.
  private @Nullable ObjectLinker linker(Trigger trigger, @Nullable LinkedObject link) {
    if (link == null) {
      return null;
    }
    return change -> {
      ObjectLinks.Issued issued =
          links.issue(
              trigger.id(),
              change.bucket(),
              change.key(),
              LinkedStoreObjects.state(change),
              link.lifetime());
      return new ObjectLinker.Link(issued.url(), issued.expires());
    };
  }

  /// The objects of one store.
  public ObjectContents of(IncludedObject include) {
    return change -> read(include, change);
  }

  /// The version or the eTag of the change is asked for: of another state of the object, nothing is told
  /// with this change.
  private ObjectContents.Content read(IncludedObject include, ObjectChange change) {
    if (NamedObject.leadsElsewhere(change.key())) {
      return new ObjectContents.Content.Omitted("Gone");
    }
    var request = GetObjectRequest.builder().bucket(change.bucket()).key(change.key());
    if (change.versionId() != null) {
      request.versionId(change.versionId());
    } else if (change.eTag() != null) {
      request.ifMatch("\"" + change.eTag() + "\"");
    }
    try (ClientLease<S3Client> lease = clients.s3(include.place());
        ResponseInputStream<GetObjectResponse> object = lease.client().getObject(request.build())) {
      if (change.versionId() == null
          && change.eTag() != null
          && NamedObject.isAnother(change.eTag(), object.response().eTag())) {
        object.abort();
        return new ObjectContents.Content.Omitted("Gone");
      }
      byte[] bytes = object.readNBytes(include.maxBytes() + 1);
      if (bytes.length > include.maxBytes()) {
        object.abort();
        return new ObjectContents.Content.Omitted("TooLarge");
      }
      return new ObjectContents.Content.Bytes(bytes);
    } catch (S3Exception e) {
      if (e.statusCode() == 404 || e.statusCode() == 412) {
        return new ObjectContents.Content.Omitted("Gone");
      }
      throw unreadable(change, e);
    } catch (SdkException | IOException | IllegalStateException e) {
      throw unreadable(change, e);
    }
  }

  private static SourceUnavailableException unreadable(ObjectChange change, Exception e) {
    return new SourceUnavailableException(
        "the object %s of %s cannot be read (%s)"
            .formatted(change.key(), change.bucket(), e.getMessage()),
        e);
  }
}
