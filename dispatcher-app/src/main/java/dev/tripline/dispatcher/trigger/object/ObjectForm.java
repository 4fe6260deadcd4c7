package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.ObjectSelection;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads which changes of objects become events, and whether the objects' bytes go into those.
public record ObjectForm(AwsResourceForm resources, LinkForm links) {
  /// In base64, with its event, it is below the limit of an asynchronous invocation.
  public static final int MOST_BYTES = 700_000;

  /// The form of a bucket's name, also of stores that are less strict than AWS.
  public static final String BUCKET = "[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]";

  private static final int STANDARD_BYTES = 256 * 1024;
  private static final int LONGEST_KEY = 1_024;

  /// `buckets`, `events`, `prefix`, `suffix`, `skipOlder`, and `includeObject` and `objectLink`, which name
  /// their store.
  public ObjectTraffic read(FormReader form, boolean fresh) {
    List<String> buckets = form.texts("buckets", List.of());
    if (buckets.stream().anyMatch(bucket -> !bucket.matches(BUCKET))) {
      form.invalid("buckets", "must be names of buckets");
    }
    ObjectSelection selection = selection(form);
    FormReader include = form.optionalObject("includeObject");
    IncludedObject included = null;
    if (include != null) {
      int maxBytes = maxBytes(include);
      included = new IncludedObject(maxBytes, place(include, fresh));
      include.refuseUnknown();
    }
    LinkedObject linked = linked(form, fresh);
    if ((included != null || linked != null) && buckets.isEmpty()) {
      form.invalid(
          "buckets",
          "must name the buckets whose objects may be read: else, whoever may send notifications"
              + " could have any object read");
    }
    return new ObjectTraffic(
        new HashSet<>(buckets), selection, form.flag("skipOlder", false), included, linked);
  }

  private @Nullable LinkedObject linked(FormReader form, boolean fresh) {
    FormReader link = links.open(form, fresh);
    if (link == null) {
      return null;
    }
    var linked = new LinkedObject(LinkForm.lifetime(link), place(link, fresh));
    link.refuseUnknown();
    return linked;
  }

  /// `events`, `prefix` and `suffix`.
  public static ObjectSelection selection(FormReader form) {
    List<String> events = form.texts("events", ObjectSelection.CREATED_AND_REMOVED);
    String prefix = keyPart(form, "prefix");
    String suffix = keyPart(form, "suffix");
    try {
      return new ObjectSelection(events, prefix, suffix);
    } catch (IllegalArgumentException e) {
      form.invalid("events", String.valueOf(e.getMessage()));
      return ObjectSelection.ALL;
    }
  }

  /// `includeObject` with nothing but `maxBytes`, of a trigger that names its store itself; null if it
  /// is missing.
  public static @Nullable Integer includedBytes(FormReader form) {
    FormReader include = form.optionalObject("includeObject");
    if (include == null) {
      return null;
    }
    int maxBytes = maxBytes(include);
    include.refuseUnknown();
    return maxBytes;
  }

  /// `region`, `endpoint`, `accessKeyId` and `secretAccessKey`.
  public AwsClients.Place place(FormReader form, boolean fresh) {
    AwsResource store = resources.read(form, "", fresh);
    String region = form.text("region");
    if (region != null && !region.matches("[a-z0-9-]{1,64}")) {
      form.invalid("region", "must be a region such as eu-west-1");
    }
    AwsResource.AwsKey key = store.key();
    return new AwsClients.Place(
        region == null ? "" : region,
        store.endpoint(),
        key == null ? null : new AwsClients.Key(key.accessKeyId(), key.secretAccessKey()));
  }

  private static int maxBytes(FormReader include) {
    return include.integer("maxBytes", 1, MOST_BYTES, STANDARD_BYTES);
  }

  private static String keyPart(FormReader form, String name) {
    String value = form.text(name, "");
    if (value.length() > LONGEST_KEY) {
      form.invalid(name, "must not be longer than 1024 characters");
    }
    return value;
  }
}
