package dev.tripline.runtime.image.content;

/// A part of an image, as a document of the image names it.
///
/// @param mediaType empty if the document names none
/// @param size in bytes
public record Descriptor(String mediaType, Digest digest, long size) {
  @Override
  public String toString() {
    return digest.toString();
  }
}
