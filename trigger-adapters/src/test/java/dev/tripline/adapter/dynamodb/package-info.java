/// DynamoDB sources against DynamoDB Local.
@NullMarked
package dev.tripline.adapter.dynamodb;

import org.jspecify.annotations.NullMarked;
