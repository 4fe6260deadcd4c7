/// DynamoDB Streams: the changes of a table's items.
@NullMarked
package dev.tripline.adapter.dynamodb;

import org.jspecify.annotations.NullMarked;
