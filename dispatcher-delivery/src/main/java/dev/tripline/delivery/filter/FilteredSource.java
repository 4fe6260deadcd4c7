package dev.tripline.delivery.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of a source's records that hold the data which a pattern looks into, and the fate of a
/// record whose data has another form than the pattern for it ("Lambda event filtering" in the
/// developer guide).
///
/// @param dataFields the members that hold the data
/// @param base64 whether they hold it in base64, and not as it is
/// @param lenient whether data of another form is filtered by the rest of the pattern only; otherwise
///     such a record does not match
/// @param allowsText whether a pattern may compare the data as text
/// @param lifted a member whose own members patterns see at the record's top; null for none
public record FilteredSource(
    List<String> dataFields,
    boolean base64,
    boolean lenient,
    boolean allowsText,
    @Nullable String lifted) {

  public FilteredSource {
    dataFields = List.copyOf(dataFields);
  }

  /// Data as it is; a record of another form does not match.
  public static FilteredSource plain(String dataField) {
    return new FilteredSource(List.of(dataField), false, false, true, null);
  }

  /// Data in base64; records of another form are filtered by the rest of the pattern only.
  public static FilteredSource encoded(String... dataFields) {
    return new FilteredSource(List.of(dataFields), true, true, true, null);
  }
}
