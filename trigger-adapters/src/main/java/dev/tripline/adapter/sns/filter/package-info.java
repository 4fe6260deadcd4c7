/// Filter policies of subscriptions to topics.
@NullMarked
package dev.tripline.adapter.sns.filter;

import org.jspecify.annotations.NullMarked;
