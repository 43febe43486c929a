// The public API, as any other client uses it.

/** A refusal, with the API's own words. */
export class ApiError extends Error {
  constructor(status, detail, requestId, blockers) {
    super(detail);
    this.status = status;
    this.requestId = requestId;
    this.blockers = blockers;
  }
}

/** The API did not answer at all. */
export class NoConnectionError extends Error {
  constructor() {
    super("Trunkline cannot be reached");
  }
}

/** Calls the API with one token. */
export class Api {
  constructor(token, onUnauthorized = () => {}) {
    this.token = token;
    this.onUnauthorized = onUnauthorized;
  }

  /** What this token may do. */
  async describeToken() {
    return (await this.#send("GET", "api/v2/token")).data;
  }

  /** One page of a workspace's numbers: `{entries, next}`. */
  listNumbers(workspace, { archived = false, limit, cursor, signal } = {}) {
    return this.#page(`${numbersOf(workspace)}`, { is_archived: archived || undefined, limit, cursor }, signal);
  }

  /** One page of the provider phones that the workspace may link. */
  listLinkable(workspace, { limit, cursor, signal } = {}) {
    return this.#page(`${numbersOf(workspace)}/linkable-phones`, { limit, cursor }, signal);
  }

  async getNumber(workspace, id, { signal } = {}) {
    return (await this.#send("GET", memberOf(workspace, id), { signal })).data;
  }

  /** `key` names the attempt: sent again with it, a number is created once. */
  async createNumber(workspace, body, key) {
    return (await this.#send("POST", numbersOf(workspace), { body, headers: { "idempotency-key": key } })).data;
  }

  async updateNumber(workspace, id, changes) {
    return (await this.#send("PUT", memberOf(workspace, id), { body: changes })).data;
  }

  /** Link a provider phone, or with null unlink the one that is linked. */
  async linkNumber(workspace, id, providerPhoneUuid) {
    return (await this.#send("POST", `${memberOf(workspace, id)}/link`, { body: { providerPhoneUuid } })).data;
  }

  /** Ask for the archive; it goes on by itself. */
  async archiveNumber(workspace, id, { force = false } = {}) {
    const query = { force: force || undefined };
    const headers = { prefer: "respond-async" };
    return (await this.#send("POST", `${memberOf(workspace, id)}/archive`, { query, headers })).data;
  }

  async listBlockers(workspace, id, { signal } = {}) {
    return (await this.#send("GET", `${memberOf(workspace, id)}/archive-blockers`, { signal })).data;
  }

  /** One page of the numbers that are not all right at their carriers. */
  listUnhealthy(workspace, { limit, cursor, signal } = {}) {
    return this.#page(`${numbersOf(workspace)}/health`, { limit, cursor }, signal);
  }

  async getHealth(workspace, id, { signal } = {}) {
    return (await this.#send("GET", `${memberOf(workspace, id)}/health`, { signal })).data;
  }

  /** Have the number looked at, at its carrier. */
  async checkHealth(workspace, id) {
    return (await this.#send("POST", `${memberOf(workspace, id)}/health`)).data;
  }

  /** Have the number set right at its carrier; `takeOver` replaces what somebody else has set there. */
  async repairNumber(workspace, id, { takeOver = false } = {}) {
    const query = { takeOver: takeOver || undefined };
    return (await this.#send("POST", `${memberOf(workspace, id)}/repair`, { query })).data;
  }

  listCalls(workspace, id, { limit, cursor, signal } = {}) {
    return this.#page(`${memberOf(workspace, id)}/calls`, { limit, cursor }, signal);
  }

  listMessages(workspace, id, { limit, cursor, signal } = {}) {
    return this.#page(`${memberOf(workspace, id)}/messages`, { limit, cursor }, signal);
  }

  /** A workspace's webhooks: 50 at most, so they come in one page. */
  async listWebhooks(workspace, { signal } = {}) {
    return (await this.#send("GET", webhooksOf(workspace), { signal })).data;
  }

  async getWebhook(workspace, id, { signal } = {}) {
    return (await this.#send("GET", webhookOf(workspace, id), { signal })).data;
  }

  /** The answer alone has the secret; one that is repeated for the same `key` has null. */
  async createWebhook(workspace, body, key) {
    return (await this.#send("POST", webhooksOf(workspace), { body, headers: { "idempotency-key": key } })).data;
  }

  async updateWebhook(workspace, id, changes) {
    return (await this.#send("PATCH", webhookOf(workspace, id), { body: changes })).data;
  }

  async deleteWebhook(workspace, id) {
    await this.#send("DELETE", webhookOf(workspace, id));
  }

  /** A new secret; the one before signs too, for a day. */
  async rotateWebhook(workspace, id) {
    return (await this.#send("POST", `${webhookOf(workspace, id)}/rotate`)).data;
  }

  async testWebhook(workspace, id) {
    return (await this.#send("POST", `${webhookOf(workspace, id)}/test`)).data;
  }

  /** One page of what became of events, the newest first. */
  listDeliveries(workspace, id, { status, limit, cursor, signal } = {}) {
    return this.#page(`${webhookOf(workspace, id)}/deliveries`, { status, limit, cursor }, signal);
  }

  /** Have an event sent again. */
  async retryDelivery(workspace, id, delivery) {
    const path = `${webhookOf(workspace, id)}/deliveries/${encodeURIComponent(delivery)}/retry`;
    return (await this.#send("POST", path)).data;
  }

  async #page(path, query, signal) {
    const { data, next } = await this.#send("GET", path, { query, signal });
    return { entries: data, next };
  }

  async #send(method, path, { query = {}, body, headers = {}, signal } = {}) {
    // Relative to the page, so that it is right behind any domain, stage or base path.
    const url = new URL(path, document.baseURI);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const sent = { authorization: `Bearer ${this.token}`, ...headers };
    if (body !== undefined) sent["content-type"] = "application/json";
    let response;
    try {
      const text = body === undefined ? undefined : JSON.stringify(body);
      response = await fetch(url, { method, headers: sent, body: text, signal, cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new NoConnectionError();
    }
    return this.#read(response);
  }

  async #read(response) {
    const data = await response.json().catch(() => ({}));
    if (response.ok) return { data, next: nextCursor(response.headers.get("link")) };
    if (response.status === 401) this.onUnauthorized();
    const detail = typeof data.detail === "string" ? data.detail : data.message;
    throw new ApiError(response.status, detail ?? "", response.headers.get("x-request-id"), data.blockers);
  }
}

/** A key for one attempt to create something. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (each) => each.toString(16).padStart(2, "0")).join("");
}

function numbersOf(workspace) {
  return `api/v2/w/${encodeURIComponent(workspace)}/phone-numbers`;
}

function memberOf(workspace, id) {
  return `${numbersOf(workspace)}/${encodeURIComponent(id)}`;
}

function webhooksOf(workspace) {
  return `api/v2/w/${encodeURIComponent(workspace)}/webhooks`;
}

function webhookOf(workspace, id) {
  return `${webhooksOf(workspace)}/${encodeURIComponent(id)}`;
}

function nextCursor(link) {
  const found = link?.match(/<([^>]*)>;\s*rel="next"/);
  return found ? new URLSearchParams(found[1].replace(/^[^?]*\?/, "")).get("cursor") : null;
}
