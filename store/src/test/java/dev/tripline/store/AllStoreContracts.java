package dev.tripline.store;

import dev.tripline.testkit.store.AuditLogContract;
import dev.tripline.testkit.store.BlobStoreContract;
import dev.tripline.testkit.store.DeadLetterQueriesContract;
import dev.tripline.testkit.store.DeadLetterStoreContract;
import dev.tripline.testkit.store.NodeLeaseContract;
import dev.tripline.testkit.store.OutboxContract;
import dev.tripline.testkit.store.ParkedKeyQueriesContract;
import dev.tripline.testkit.store.ParkedKeysContract;
import dev.tripline.testkit.store.ParkedShardsContract;
import dev.tripline.testkit.store.ShardLeasesContract;
import dev.tripline.testkit.store.SourceStateStoreContract;
import dev.tripline.testkit.store.TriggerStatusStoreContract;
import dev.tripline.testkit.store.deadletter.DeadLetterClassesContract;
import dev.tripline.testkit.store.queue.InvocationQueueContract;
import dev.tripline.testkit.store.queue.OrderInQueueContract;
import dev.tripline.testkit.store.queue.TenantsInQueueContract;
import dev.tripline.testkit.store.queue.TogetherInQueueContract;
import dev.tripline.testkit.store.redrive.DeadLetterScanContract;
import dev.tripline.testkit.store.redrive.RedriveRunsContract;

/// Everything that an engine promises.
public interface AllStoreContracts
    extends InvocationQueueContract,
        OrderInQueueContract,
        TenantsInQueueContract,
        TogetherInQueueContract,
        NodeLeaseContract,
        DeadLetterStoreContract,
        DeadLetterQueriesContract,
        DeadLetterClassesContract,
        RedriveRunsContract,
        DeadLetterScanContract,
        OutboxContract,
        BlobStoreContract,
        SourceStateStoreContract,
        ShardLeasesContract,
        ParkedKeysContract,
        ParkedShardsContract,
        ParkedKeyQueriesContract,
        AuditLogContract,
        TriggerStatusStoreContract {}
