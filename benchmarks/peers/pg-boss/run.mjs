// Accepts and delivers jobs with pg-boss on the PostgreSQL of DATABASE_URL, and prints one line:
// {"accept": jobs/s, "deliver": jobs/s}. 64 publishers, one statement a job; delivery of the whole
// backlog to a function that does nothing: fetch a batch, complete it.
import PgBoss from "pg-boss";

const connectionString = process.env.DATABASE_URL;
const acceptSeconds = Number(process.env.ACCEPT_SECONDS ?? 5);
const backlog = Number(process.env.BACKLOG ?? 100000);
const payload = JSON.parse(process.env.PAYLOAD);

const boss = new PgBoss({ connectionString, max: 64, supervise: false, schedule: false });
boss.on("error", (error) => console.error(error));
await boss.start();
await boss.createQueue("noop");

let accepted = 0;
const until = Date.now() + acceptSeconds * 1000;
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (Date.now() < until) {
      await boss.send("noop", payload);
      accepted++;
    }
  }),
);
const accept = accepted / acceptSeconds;

for (let added = accepted; added < backlog; added += 1000) {
  await boss.insert(Array.from({ length: 1000 }, () => ({ name: "noop", data: payload })));
}

let delivered = 0;
const from = Date.now();
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (;;) {
      const jobs = await boss.fetch("noop", { batchSize: 500 });
      if (!jobs || jobs.length === 0) return;
      await boss.complete("noop", jobs.map((job) => job.id));
      delivered += jobs.length;
    }
  }),
);
const deliver = delivered / ((Date.now() - from) / 1000);
console.log("RESULT " + JSON.stringify({ accept, deliver }));
process.exit(0);
