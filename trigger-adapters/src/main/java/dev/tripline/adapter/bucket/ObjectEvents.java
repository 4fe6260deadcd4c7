package dev.tripline.adapter.bucket;

import dev.tripline.spi.source.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes events of those changes that a trigger selects.
///
/// @param buckets whose changes count; empty for all
/// @param contents reads the objects whose bytes go into the events; null if none do
/// @param order leaves out changes that come late; null if all count
/// @param links makes links to the objects; null if events have none
public record ObjectEvents(
    Set<String> buckets,
    ObjectSelection selection,
    @Nullable ObjectContents contents,
    @Nullable ChangeOrder order,
    @Nullable ObjectLinker links) {

  public ObjectEvents {
    buckets = Set.copyOf(buckets);
  }

  /// Of changes in whatever order they come.
  public ObjectEvents(
      Set<String> buckets, ObjectSelection selection, @Nullable ObjectContents contents) {
    this(buckets, selection, contents, null, null);
  }

  /// One event a change, in their order. Blocks while objects are read.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException if an object cannot be read
  public List<Event> of(List<ObjectChange> changes) throws InterruptedException {
    List<ObjectChange> selected =
        changes.stream()
            .filter(change -> buckets.isEmpty() || buckets.contains(change.bucket()))
            .filter(change -> selection.matches(change.name(), change.key()))
            .toList();
    List<Event> events = new ArrayList<>();
    for (ObjectChange change : order == null ? selected : order.notOlder(selected)) {
      events.add(change.toEvent(shown(change)));
    }
    return List.copyOf(events);
  }

  /// The change's record, with the object's bytes if they are wanted: `body` in base64 beside
  /// `isBase64Encoded`, or `bodyOmitted` with the reason; and with a link, if that is wanted: `link` and
  /// `linkExpires`, or `linkOmitted`.
  private ObjectNode shown(ObjectChange change) throws InterruptedException {
    if ((contents == null && links == null) || !change.name().startsWith("ObjectCreated")) {
      return change.record();
    }
    ObjectNode record = change.record().deepCopy();
    ObjectNode object = record.withObject("/s3/object");
    if (contents != null) {
      switch (contents.read(change)) {
        case ObjectContents.Content.Bytes read -> {
          object.put("body", read.bytes());
          object.put("isBase64Encoded", true);
        }
        case ObjectContents.Content.Omitted omitted -> object.put("bodyOmitted", omitted.why());
      }
    }
    if (links != null) {
      link(links, change, object);
    }
    return record;
  }

  /// Without a version and an eTag, nothing would hold a link to this state of the object.
  private static void link(ObjectLinker links, ObjectChange change, ObjectNode object) {
    if (change.versionId() == null && change.eTag() == null) {
      object.put("linkOmitted", "NoVersion");
      return;
    }
    ObjectLinker.Link link = links.link(change);
    object.put("link", link.url());
    object.put("linkExpires", link.expires().toString());
  }
}
