package dev.tripline.testkit.server;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// An S3-compatible object store in this JVM, kept in memory. Path-style addressing only.
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "test-access-key";
  public static final String SECRET_KEY = "test-secret-key";

  private final TransientNio2BlobStore kept = new TransientNio2BlobStore();
  private final BlobStore blobs = whole(kept);
  private final S3Proxy proxy;

  private S3Server() {
    proxy =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .stopTimeout(0)
            .build();
  }

  /// The store without objects that are on their way: it writes each under the name with a random end first,
  /// and a list that came at that moment would show it. So no list is made while an object is put.
  private static BlobStore whole(BlobStore store) {
    ReadWriteLock lock = new ReentrantReadWriteLock();
    InvocationHandler handler =
        (_, method, arguments) -> {
          Lock held = method.getName().startsWith("list") ? lock.writeLock() : lock.readLock();
          held.lock();
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            held.unlock();
          }
        };
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, handler);
  }

  /// Starts one; blocks until it answers.
  public static S3Server start() {
    S3Server server = new S3Server();
    try {
      server.proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server does not start", e);
    }
    return server;
  }

  /// The endpoint for clients.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /// Makes an empty bucket.
  public void createBucket(String name) {
    kept.createContainer(name);
  }

  /// Puts many small objects into a bucket, past the protocol.
  public void fill(String bucket, Iterable<String> keys) {
    for (String key : keys) {
      put(bucket, key, key.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Puts an object, past the protocol.
  public void put(String bucket, String key, byte[] content) {
    blobs.putBlob(
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentLength((long) content.length)
            .build(),
        new ByteArrayInputStream(content));
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server does not stop", e);
    } finally {
      kept.close();
    }
  }
}
