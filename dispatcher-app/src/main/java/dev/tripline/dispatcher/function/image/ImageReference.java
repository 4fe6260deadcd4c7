package dev.tripline.dispatcher.function.image;

import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text of an `ImageUri`: `REGISTRY/NAME[:TAG][@DIGEST]`, `oci:PATH[:TAG][@DIGEST]` for a layout in a
/// directory, `oci-archive:PATH[:TAG][@DIGEST]` for one in a tar, or `s3://BUCKET/KEY[@DIGEST]` for such a tar
/// in a bucket.
sealed interface ImageReference {
  Pattern DIGEST = Pattern.compile("(?<rest>.*)@(?<digest>sha256:[0-9a-f]{64})");
  Pattern TAGGED = Pattern.compile("(?<rest>.*):(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127})");
  Pattern NAME =
      Pattern.compile(
          "(?<registry>localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|\\[[0-9A-Fa-f:.]+]"
              + "|[A-Za-z0-9.-]+(?=:\\d))(?<port>:\\d{1,5})?"
              + "/(?<name>[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*"
              + "(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*)");
  Pattern OBJECT = Pattern.compile("s3://(?<bucket>[A-Za-z0-9._-]{1,63})/(?<key>.{1,1024})");
  int LONGEST = 2_048;

  /// @param registry with its port
  /// @param tag `latest` without one
  record InRegistry(String registry, String name, String tag, @Nullable Digest digest)
      implements ImageReference {
    @Override
    public String resolved(Digest found) {
      return registry + "/" + name + "@" + found;
    }
  }

  /// @param archive whether it is a tar
  record OnDisk(boolean archive, Path path, @Nullable String tag, @Nullable Digest digest)
      implements ImageReference {
    @Override
    public String resolved(Digest found) {
      return (archive ? "oci-archive:" : "oci:") + path + "@" + found;
    }
  }

  record InBucket(String bucket, String key, @Nullable Digest digest) implements ImageReference {
    @Override
    public String resolved(Digest found) {
      return "s3://" + bucket + "/" + key + "@" + found;
    }
  }

  /// The digest that it names; null without.
  @Nullable Digest digest();

  /// The same image for ever: AWS's `ResolvedImageUri`.
  String resolved(Digest found);

  static ImageReference parse(String text) throws ImageException {
    if (text.length() > LONGEST) {
      throw ImageException.invalid("Its name has more than " + LONGEST + " letters.");
    }
    Matcher pinned = DIGEST.matcher(text);
    Digest digest = pinned.matches() ? Digest.parse(pinned.group("digest")) : null;
    String rest = pinned.matches() ? pinned.group("rest") : text;
    for (String scheme : new String[] {"oci:", "oci-archive:"}) {
      if (rest.startsWith(scheme)) {
        return onDisk(scheme, rest.substring(scheme.length()), digest);
      }
    }
    Matcher object = OBJECT.matcher(rest);
    if (object.matches()) {
      return new InBucket(object.group("bucket"), object.group("key"), digest);
    }
    Matcher tagged = TAGGED.matcher(rest);
    boolean hasTag = tagged.matches() && tagged.group("rest").contains("/");
    Matcher name = NAME.matcher(hasTag ? tagged.group("rest") : rest);
    if (!name.matches()) {
      throw ImageException.invalid(
          "It must be REGISTRY/NAME[:TAG][@DIGEST], oci:PATH[:TAG], oci-archive:PATH[:TAG] or"
              + " s3://BUCKET/KEY.");
    }
    String port = name.group("port");
    return new InRegistry(
        name.group("registry") + (port == null ? "" : port),
        name.group("name"),
        hasTag ? tagged.group("tag") : "latest",
        digest);
  }

  private static OnDisk onDisk(String scheme, String rest, @Nullable Digest digest)
      throws ImageException {
    Matcher tagged = TAGGED.matcher(rest);
    boolean hasTag = tagged.matches() && !tagged.group("rest").isEmpty();
    try {
      Path path = Path.of(hasTag ? tagged.group("rest") : rest);
      if (!path.isAbsolute()) {
        throw ImageException.invalid("The path of an image must begin with a slash.");
      }
      return new OnDisk(
          scheme.equals("oci-archive:"),
          path.normalize(),
          hasTag ? tagged.group("tag") : null,
          digest);
    } catch (InvalidPathException e) {
      throw new ImageException(
          ImageException.Reason.INVALID, "The path of the image is none: " + e.getMessage(), e);
    }
  }
}
