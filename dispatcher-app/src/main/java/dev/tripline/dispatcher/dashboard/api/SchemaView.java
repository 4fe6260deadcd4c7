package dev.tripline.dispatcher.dashboard.api;

import dev.tripline.dispatcher.dashboard.api.Words.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A schema as it is shown.
///
/// @param members of an object, those of objects within it too
/// @param examples as JSON
record SchemaView(
    TypeText type, List<List<Span>> about, List<Member> members, List<String> examples) {

  /// In a few words, with the schemas that it is made of.
  record TypeText(String words, List<Link> schemas) {}

  /// @param page where it is shown
  record Link(String name, String page) {}

  /// A member of an object.
  ///
  /// @param name with those of the objects around it: `source.kind`, of the items of a list `source[].kind`
  /// @param bounds of its value; null if there are none
  record Member(
      String name,
      boolean required,
      TypeText type,
      List<List<Span>> about,
      @Nullable String bounds) {}
}
