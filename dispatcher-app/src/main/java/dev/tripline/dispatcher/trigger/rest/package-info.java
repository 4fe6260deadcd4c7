/// `/v1/triggers`: triggers, their shards, ledgers and parked keys.
@NullMarked
package dev.tripline.dispatcher.trigger.rest;

import org.jspecify.annotations.NullMarked;
