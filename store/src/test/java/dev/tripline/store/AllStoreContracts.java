package dev.tripline.store;

import dev.tripline.testkit.store.AuditLogContract;
import dev.tripline.testkit.store.BlobStoreContract;
import dev.tripline.testkit.store.DeadLetterQueriesContract;
import dev.tripline.testkit.store.DeadLetterStoreContract;
import dev.tripline.testkit.store.InvocationQueueContract;
import dev.tripline.testkit.store.NodeLeaseContract;
import dev.tripline.testkit.store.OutboxContract;
import dev.tripline.testkit.store.ParkedKeyQueriesContract;
import dev.tripline.testkit.store.ParkedKeysContract;
import dev.tripline.testkit.store.ShardLeasesContract;
import dev.tripline.testkit.store.SourceStateStoreContract;
import dev.tripline.testkit.store.TriggerStatusStoreContract;

/// Everything that an engine promises.
interface AllStoreContracts
    extends InvocationQueueContract,
        NodeLeaseContract,
        DeadLetterStoreContract,
        DeadLetterQueriesContract,
        OutboxContract,
        BlobStoreContract,
        SourceStateStoreContract,
        ShardLeasesContract,
        ParkedKeysContract,
        ParkedKeyQueriesContract,
        AuditLogContract,
        TriggerStatusStoreContract {}
