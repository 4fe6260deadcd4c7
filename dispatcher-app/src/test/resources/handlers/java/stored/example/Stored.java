package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import software.amazon.awssdk.services.s3.S3Client;

/// Reads the object that an event names with the SDK.
public class Stored implements RequestHandler<S3Event, String> {
  private final S3Client s3 = S3Client.create();

  @Override
  public String handleRequest(S3Event event, Context context) {
    var entity = event.getRecords().get(0).getS3();
    String key = entity.getObject().getUrlDecodedKey();
    return s3.getObjectAsBytes(b -> b.bucket(entity.getBucket().getName()).key(key)).asUtf8String();
  }
}
