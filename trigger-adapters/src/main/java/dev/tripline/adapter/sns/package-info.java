/// Messages of SNS: their records for functions, and an endpoint that SNS posts them to.
@NullMarked
package dev.tripline.adapter.sns;

import org.jspecify.annotations.NullMarked;
