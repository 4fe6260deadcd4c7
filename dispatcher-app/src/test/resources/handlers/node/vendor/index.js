// Called by the wrapper that a vendor's layer puts in its place.
exports.inner = async (event) => ({ inner: event.value });
