/// SQS sources against a server that speaks the protocol.
@NullMarked
package dev.tripline.adapter.sqs;

import org.jspecify.annotations.NullMarked;
