/// Signatures of webhooks, as their senders make them.
@NullMarked
package dev.tripline.adapter.http.webhook;

import org.jspecify.annotations.NullMarked;
