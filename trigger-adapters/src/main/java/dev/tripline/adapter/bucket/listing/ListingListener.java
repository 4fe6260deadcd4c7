package dev.tripline.adapter.bucket.listing;

import java.util.List;

/// Told how listings of a bucket go, on the source's thread.
public interface ListingListener {

  /// Before each page is asked for, and before what is reported is remembered. Throws to end the run.
  void proceeding();

  /// After each listing.
  ///
  /// @param objects the number of listed objects
  /// @param problems objects that could not be reported; the first few only
  void listed(long objects, List<String> problems);
}
