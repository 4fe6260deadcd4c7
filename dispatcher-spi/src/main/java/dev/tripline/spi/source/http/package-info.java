/// Push sources that are called over HTTP: topics, webhooks, CloudEvents.
@NullMarked
package dev.tripline.spi.source.http;

import org.jspecify.annotations.NullMarked;
