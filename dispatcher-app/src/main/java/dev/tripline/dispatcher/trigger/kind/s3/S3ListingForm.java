package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.adapter.bucket.ObjectSelection;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.object.IncludedObject;
import dev.tripline.dispatcher.trigger.object.LinkedObject;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Reads a bucket that is listed.
record S3ListingForm(ObjectForm objects) {
  private static final Set<String> FOUND =
      Set.of("ObjectCreated:Put", "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated");

  S3ListingSource read(FormReader form, boolean fresh) {
    String bucket = form.required("bucket");
    if (!bucket.isEmpty() && !bucket.matches(ObjectForm.BUCKET)) {
      form.invalid("bucket", "must be the name of a bucket");
    }
    AwsClients.Place place = objects.place(form, fresh);
    ObjectSelection selection = ObjectForm.selection(form);
    for (String event : selection.events()) {
      var alone = new ObjectSelection(List.of(event), "", "");
      if (FOUND.stream().noneMatch(alone::covers)) {
        form.invalid(
            "events",
            event
                + " is not seen in a listing, which shows ObjectCreated:Put, ObjectRemoved:Delete"
                + " and ObjectRemoved:DeleteMarkerCreated");
      }
    }
    Integer bytes = ObjectForm.includedBytes(form);
    Duration lifetime = objects.links().read(form, fresh);
    return new S3ListingSource(
        bucket,
        place,
        new ObjectTraffic(
            Set.of(bucket),
            selection,
            false,
            bytes == null ? null : new IncludedObject(bytes, place),
            lifetime == null ? null : new LinkedObject(lifetime, place)),
        new S3ListingSource.Listing(
            form.flag("versions", false),
            form.seconds("pollSeconds", 0.1, 86_400, 60),
            form.flag("reportExisting", true)));
  }
}
