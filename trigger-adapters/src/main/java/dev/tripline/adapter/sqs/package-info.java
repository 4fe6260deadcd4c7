/// SQS, and servers that speak its protocol, as a queue source.
@NullMarked
package dev.tripline.adapter.sqs;

import org.jspecify.annotations.NullMarked;
