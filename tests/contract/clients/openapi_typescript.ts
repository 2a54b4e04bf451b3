// What a user of the types made by openapi-typescript writes; its argument is the address of a server.
import { strict as assert } from "node:assert";

import createClient from "openapi-fetch";

import type { paths } from "../generated/openapi_typescript";

// Lists are given out in other formats too: the second type says that this program reads JSON.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });

async function main(): Promise<void> {
  const day = "2025-03-18";
  const { data: page } = await client.GET("/v1/events", { params: { query: { date_from: day, date_to: day } } });
  const event = page?.data[0];
  assert(event !== undefined && page?.data.length === 1);
  assert.deepEqual([event.event_type, event.status, event.event_date?.start], ["CONSULT", "PLANNED", day]);
  const { data: same } = await client.GET("/v1/events/{event_id}", { params: { path: { event_id: event.id } } });
  assert.equal(same?.evidence[0]?.quote, event.evidence[0]?.quote);

  const ids = new Set<string>();
  let pages = 0;
  let cursor: string | undefined;
  do {
    const { data: found } = await client.GET("/v1/events", {
      params: { query: { actor: ["group:ken-edu"], limit: 25, cursor } },
    });
    assert(found !== undefined);
    found.data.forEach((one) => ids.add(one.id));
    pages += 1;
    cursor = found.page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual([ids.size, pages], [60, 3]);

  const missing = await client.GET("/v1/events/{event_id}", { params: { path: { event_id: "evt_aaaaaaaaaaaaaaaa" } } });
  assert.deepEqual([missing.response.status, missing.error?.type], [404, "/problems/not-found"]);
  const wrong = await client.GET("/v1/events", {
    params: { query: { date_from: "2025-05-01", date_to: "2025-01-01" } },
  });
  assert.equal(wrong.response.status, 400);
  assert.deepEqual(wrong.error?.errors.map((fault) => fault.parameter), ["date_from"]);

  const text = "Japanese Prime Minister Shigeru Ishiba met South Korean President Yoon Suk Yeol in Lima on 16 November 2024.";
  const posted = await client.POST("/v1/articles", { body: { text } });
  assert.equal(posted.response.status, 201);
  const id = posted.response.headers.get("Location")?.split("/").pop();
  assert(id !== undefined);
  const { data: found } = await client.GET("/v1/events", { params: { query: { article: [id] } } });
  assert.deepEqual(found?.data.map((one) => one.event_type), ["CONSULT"]);
  console.log("done");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
