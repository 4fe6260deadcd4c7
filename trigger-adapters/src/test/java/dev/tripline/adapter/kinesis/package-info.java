/// Kinesis sources against a server that speaks the protocol.
@NullMarked
package dev.tripline.adapter.kinesis;

import org.jspecify.annotations.NullMarked;
