package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.ObjectChange;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.link.ByteRange;
import dev.tripline.dispatcher.trigger.object.link.LinkedObjects;
import dev.tripline.dispatcher.trigger.object.link.OpenedObject;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects of stores, read by the trigger's own key for whoever has a link to them: of its buckets alone,
/// and in the version, or with the eTag, that the event tells of.
final class LinkedStoreObjects implements LinkedObjects {
  private static final String VERSION = "version:";
  private static final String TAG = "etag:";
  private static final Pattern PART = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  private final AwsClients clients;

  LinkedStoreObjects(AwsClients clients) {
    this.clients = clients;
  }

  /// @param change whose version or eTag is known
  static String state(ObjectChange change) {
    return change.versionId() == null ? TAG + change.eTag() : VERSION + change.versionId();
  }

  /// What it takes of the objects, if events have links to them.
  private static Optional<ObjectTraffic> linked(TriggerSource source) {
    return source instanceof ObjectSource objects
        ? Optional.ofNullable(objects.objects()).filter(traffic -> traffic.link() != null)
        : Optional.empty();
  }

  @Override
  public boolean has(TriggerSource source) {
    return linked(source).isPresent();
  }

  @Override
  public OpenedObject open(Trigger trigger, Wanted wanted, @Nullable ByteRange range)
      throws IOException {
    LinkedObject link =
        linked(trigger.source())
            .filter(traffic -> traffic.buckets().contains(wanted.bucket()))
            .map(ObjectTraffic::link)
            .orElseThrow(() ->
                ApiProblem.gone("the trigger gives no links to objects of this bucket any more"));
    if (NamedObject.leadsElsewhere(wanted.key())) {
      throw ApiProblem.gone("objects with the segments . and .. in their keys are not read");
    }
    ClientLease<S3Client> lease;
    try {
      lease = clients.s3(link.place());
    } catch (IllegalStateException e) {
      throw new IOException("the store's key cannot be read", e);
    }
    try {
      ResponseInputStream<GetObjectResponse> object =
          lease.client().getObject(request(wanted, range));
      if (wanted.state().startsWith(TAG)
          && NamedObject.isAnother(
              wanted.state().substring(TAG.length()), object.response().eTag())) {
        object.abort();
        lease.close();
        throw changed();
      }
      return opened(lease, object);
    } catch (S3Exception e) {
      lease.close();
      throw refusal(e);
    } catch (SdkException | IllegalStateException e) {
      lease.close();
      throw new IOException("the store does not answer", e);
    }
  }

  /// @throws ApiProblem if the store has no such object, or none in this state
  private static IOException refusal(S3Exception e) {
    return switch (e.statusCode()) {
      case 404 -> throw ApiProblem.gone("the object is not there any more");
      case 412 -> throw changed();
      case 416 -> throw ApiProblem.unsatisfiable("the object ends before this part");
      default -> new IOException("the store does not show the object", e);
    };
  }

  private static ApiProblem changed() {
    return ApiProblem.conflict("the object is not in the state any more that the event tells of");
  }

  private static GetObjectRequest request(Wanted wanted, @Nullable ByteRange range) {
    var request = GetObjectRequest.builder().bucket(wanted.bucket()).key(wanted.key());
    if (wanted.state().startsWith(VERSION)) {
      request.versionId(wanted.state().substring(VERSION.length()));
    } else {
      request.ifMatch("\"" + wanted.state().substring(TAG.length()) + "\"");
    }
    if (range != null) {
      request.range(range.header());
    }
    return request.build();
  }

  private static OpenedObject opened(
      ClientLease<S3Client> lease, ResponseInputStream<GetObjectResponse> object) {
    long length = object.response().contentLength();
    String range = object.response().contentRange();
    Matcher part = PART.matcher(range == null ? "" : range);
    boolean isPart = part.matches();
    return new OpenedObject(
        isPart ? Long.parseLong(part.group(3)) : length,
        isPart ? Long.parseLong(part.group(1)) : 0,
        length,
        object,
        new Held(lease, object));
  }

  /// An answer of a store that is being read.
  private record Held(ClientLease<S3Client> lease, ResponseInputStream<GetObjectResponse> object)
      implements OpenedObject.Hold {
    /// Always: the store has judged the state, and does not change it under a reader.
    @Override
    public boolean isUnchanged() {
      return true;
    }

    @Override
    public void close() {
      try {
        object.abort();
      } finally {
        lease.close();
      }
    }
  }
}
