// What a user of the TypeScript client made by openapi-generator writes; its argument is the address of a server.
import { strict as assert } from "node:assert";

import { ArticlesApi, Configuration, EventsApi, ResponseError } from "../generated/typescript_fetch";

const configuration = new Configuration({ basePath: process.argv[2] });
const events = new EventsApi(configuration);

async function problemOf(call: Promise<unknown>): Promise<{ status: number; type: string; parameters: unknown[] }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const problem = await error.response.json();
    const faults: { parameter?: string }[] = problem.errors;
    return { status: error.response.status, type: problem.type, parameters: faults.map((fault) => fault.parameter) };
  }
  throw new Error("this should have failed");
}

async function main(): Promise<void> {
  const day = new Date("2025-03-18");
  const page = await events.listEvents({ dateFrom: day, dateTo: day });
  const event = page.data[0];
  assert(event !== undefined && page.data.length === 1);
  assert.deepEqual([event.eventType, event.status], ["CONSULT", "PLANNED"]);
  assert.equal(event.eventDate?.start?.toISOString().slice(0, 10), "2025-03-18");
  assert.equal((await events.getEvent({ eventId: event.id })).evidence[0]?.quote, event.evidence[0]?.quote);

  const ids = new Set<string>();
  let pages = 0;
  let cursor: string | undefined;
  do {
    const found = await events.listEvents({ actor: ["group:ken-edu"], limit: 25, cursor });
    found.data.forEach((one) => ids.add(one.id));
    pages += 1;
    cursor = found.page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual([ids.size, pages], [60, 3]);

  const missing = await problemOf(events.getEvent({ eventId: "evt_aaaaaaaaaaaaaaaa" }));
  assert.deepEqual([missing.status, missing.type], [404, "/problems/not-found"]);
  const reversed = events.listEvents({ dateFrom: new Date("2025-05-01"), dateTo: new Date("2025-01-01") });
  assert.deepEqual(await problemOf(reversed), {
    status: 400,
    type: "/problems/invalid-parameter",
    parameters: ["date_from"],
  });

  const text = "Chilean President Gabriel Boric met Peruvian President Dina Boluarte in Lima on 14 November 2024.";
  const posted = await new ArticlesApi(configuration).postArticleRaw({ newArticle: { text } });
  assert.equal(posted.raw.status, 201);
  const found = await events.listEvents({ article: [(await posted.raw.clone().json()).id] });
  assert.deepEqual(found.data.map((one) => one.eventType), ["CONSULT"]);
  console.log("done");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
