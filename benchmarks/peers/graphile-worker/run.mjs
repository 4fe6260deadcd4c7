// Accepts and delivers jobs with graphile-worker on the PostgreSQL of DATABASE_URL, and prints
// one line: {"accept": jobs/s, "deliver": jobs/s}. 64 publishers, one statement a job; delivery of
// the whole backlog to a task that does nothing, with batching switched on.
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";

const connectionString = process.env.DATABASE_URL;
const acceptSeconds = Number(process.env.ACCEPT_SECONDS ?? 5);
const backlog = Number(process.env.BACKLOG ?? 100000);
const payload = JSON.parse(process.env.PAYLOAD);

const pool = new pg.Pool({ connectionString, max: 64 });
pool.on("error", () => {});
const utils = await makeWorkerUtils({ pgPool: pool });
await utils.migrate();

let accepted = 0;
const until = Date.now() + acceptSeconds * 1000;
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (Date.now() < until) {
      await utils.addJob("noop", payload);
      accepted++;
    }
  }),
);
const accept = accepted / acceptSeconds;

for (let added = accepted; added < backlog; added += 1000) {
  await utils.addJobs(
    Array.from({ length: 1000 }, () => ({ identifier: "noop", payload })),
  );
}
const total = Math.max(backlog, accepted);

let delivered = 0;
let finish;
const allDelivered = new Promise((resolve) => (finish = resolve));
const from = Date.now();
const runner = await run({
  pgPool: pool,
  noHandleSignals: true,
  logger: new Logger(() => () => {}),
  preset: {
    worker: {
      concurrentJobs: 24,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
  taskList: {
    noop: () => {
      if (++delivered >= total) finish();
    },
  },
});
await allDelivered;
const deliver = total / ((Date.now() - from) / 1000);
console.log("RESULT " + JSON.stringify({ accept, deliver }));
await runner.stop();
process.exit(0);
