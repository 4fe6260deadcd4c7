/// What clients of AWS need beside the SDK's own parts. No adapter itself.
@NullMarked
package dev.tripline.adapter.aws;

import org.jspecify.annotations.NullMarked;
