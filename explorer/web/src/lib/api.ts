// Asks the public JSON API, and nothing else.

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(await send(path, { headers: { Accept: "application/json" }, signal: signal ?? null }));
}

/** Like `get`, but null where the server does not know the address: an older one may lack a collection. */
export async function getIfThere<T>(path: string, signal?: AbortSignal): Promise<T | null> {
  try {
    return await get<T>(path, signal);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<{ status: number; data: T }> {
  const response = await send(path, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", Prefer: "wait=20" },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  return { status: response.status, data: await answer<T>(response) };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer", "It may have been stopped. Start it and try again.");
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  const problem = (body ?? {}) as { title?: string; detail?: string };
  throw new Problem(response.status, problem.title ?? `Status ${response.status}`, problem.detail ?? "");
}

/** Returns an address of the API with the parts of its query that say something. */
export function address(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "" && value !== false) parts.append(name, String(value));
  }
  const text = parts.toString().replaceAll("%3A", ":");
  return text ? `${path}?${text}` : path;
}
