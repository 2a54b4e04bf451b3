// What a user of the client made by hey-api writes; its argument is the address of a server.
import { strict as assert } from "node:assert";

import { getEvent, listEvents, postArticle } from "../generated/hey_api";
import { client } from "../generated/hey_api/client.gen";

client.setConfig({ baseUrl: process.argv[2] });

async function main(): Promise<void> {
  const day = "2025-03-18";
  const { data: page } = await listEvents({ query: { date_from: day, date_to: day } });
  const event = page?.data[0];
  assert(event !== undefined && page?.data.length === 1);
  assert.deepEqual([event.event_type, event.status, event.event_date?.start], ["CONSULT", "PLANNED", day]);
  const { data: same } = await getEvent({ path: { event_id: event.id } });
  assert.equal(same?.evidence[0]?.quote, event.evidence[0]?.quote);

  const ids = new Set<string>();
  let pages = 0;
  let cursor: string | undefined;
  do {
    const { data: found } = await listEvents({ query: { actor: ["group:ken-edu"], limit: 25, cursor } });
    assert(found !== undefined);
    found.data.forEach((one) => ids.add(one.id));
    pages += 1;
    cursor = found.page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual([ids.size, pages], [60, 3]);

  const missing = await getEvent({ path: { event_id: "evt_aaaaaaaaaaaaaaaa" } });
  assert.deepEqual([missing.response?.status, missing.error?.type], [404, "/problems/not-found"]);
  const wrong = await listEvents({ query: { date_from: "2025-05-01", date_to: "2025-01-01" } });
  assert.equal(wrong.response?.status, 400);
  assert.deepEqual(wrong.error?.errors.map((fault) => fault.parameter), ["date_from"]);

  const text = "Australian Prime Minister Anthony Albanese met Fijian Prime Minister Sitiveni Rabuka in Suva on 3 June 2024.";
  const posted = await postArticle({ body: { text } });
  assert.equal(posted.response?.status, 201);
  const id = posted.response?.headers.get("Location")?.split("/").pop();
  assert(id !== undefined);
  const { data: found } = await listEvents({ query: { article: [id] } });
  assert.deepEqual(found?.data.map((one) => one.event_type), ["CONSULT"]);
  console.log("done");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
