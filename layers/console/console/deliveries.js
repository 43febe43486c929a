// What became of a webhook's events, the newest first.
import { html, useCallback, useEffect, useRef, useState } from "./html.js";
import { useAction, useLive } from "./live.js";
import { ago, Ago } from "./times.js";
import { Card, Empty, Icon, Loading, Problem } from "./widgets.js";

const PAGE = 25;
const STATUSES = [
  [undefined, "All"],
  ["pending", "Under way"],
  ["delivered", "Delivered"],
  ["failed", "Failed"],
];
const REASONS = {
  attempts_exhausted: "each try has failed",
  endpoint_gone: "the endpoint wants no more",
  webhook_disabled: "the webhook was off",
  webhook_deleted: "the webhook was deleted",
};

export function Deliveries({ api, session, workspace, webhook, list, status, onStatus }) {
  const { entries, isLoaded, next, error } = list;
  return html`<${Card} title="Deliveries" id="deliveries-title">
    <div class="segments" role="group" aria-label="Which deliveries">
      ${STATUSES.map(
        ([value, label]) => html`<button type="button" aria-pressed=${status === value} onClick=${() => onStatus(value)}>
          ${label}
        </button>`,
      )}
    </div>
    <${Problem} error=${error} retry=${list.reload} />
    ${!isLoaded && !error && html`<${Loading} lines="4" />`}
    ${isLoaded && !entries.length && html`<${None} isFiltered=${status !== undefined} />`}
    <ul class="deliveries">
      ${entries.map(
        (delivery) => html`<${Delivery} key=${delivery.id} ...${{ api, session, workspace, webhook, delivery, list }} />`,
      )}
    </ul>
    ${next &&
    html`<button type="button" class="button wide" disabled=${list.isReading} onClick=${list.more}>
      ${list.isReading ? "Loading…" : "Load more"}
    </button>`}
  <//>`;
}

function None({ isFiltered }) {
  if (isFiltered) return html`<${Empty} title="None of these">Deliveries are kept for 30 days.<//>`;
  return html`<${Empty} title="Nothing was sent yet">Events appear here within seconds. A test event shows whether the endpoint takes them.<//>`;
}

function Delivery({ api, session, workspace, webhook, delivery, list }) {
  const again = useAction(async () => list.changed(await api.retryDelivery(workspace, webhook.id, delivery.id)));
  const last = delivery.tries.at(-1);
  const { tone, icon, label } = standing(delivery, last);
  const isTried = ["failed", "parked"].includes(delivery.status) || (delivery.status === "pending" && last);
  return html`<li class=${`entry ${tone}`}>
    <span class="kind"><${Icon} name=${icon} /></span>
    <div class="what">
      <span class="strong">${delivery.type}</span>
      <span class="outcome">${label}</span>
      <span class="quiet small">${triesOf(delivery, last)}</span>
    </div>
    <span class="when quiet"><${Ago} at=${delivery.timestamp} /></span>
    <div class="more">
      <details>
        <summary>What was sent${delivery.responseBody && " and answered"}</summary>
        <pre tabindex="0" aria-label="What was sent">${JSON.stringify(delivery.data, null, 2)}</pre>
        ${delivery.responseBody && html`<pre tabindex="0" aria-label="What was answered">${delivery.responseBody}</pre>`}
      </details>
      ${session.mayWriteWebhooks &&
      isTried &&
      html`<button
        type="button"
        class="button small"
        disabled=${again.busy || !webhook.enabled}
        title=${webhook.enabled ? undefined : "The webhook is off"}
        onClick=${() => again.run()}
      >
        ${again.busy ? "Sending…" : "Send again"}
      </button>`}
    </div>
    ${again.error && html`<div class="more"><${Problem} error=${again.error} /></div>`}
  </li>`;
}

/** Where a delivery stands, in the tones of a call. */
function standing({ status, reason, nextTryAt }, last) {
  if (status === "delivered") return { tone: "answered", icon: "check", label: "Delivered" };
  if (status === "failed") return { tone: "failed", icon: "close", label: `Failed: ${REASONS[reason] ?? "it was given up"}` };
  if (status === "parked") return { tone: "failed", icon: "warning", label: "Not sent, for a fault at our end" };
  if (!last) return { tone: "", icon: "tick", label: "About to be sent" };
  const isLater = nextTryAt && Date.parse(nextTryAt) > Date.now() + 10_000;
  return { tone: "missed", icon: "tick", label: `Tried again ${isLater ? ago(nextTryAt) : "now"}` };
}

/** "3 tries, the last answered 500 in 12 ms". */
function triesOf({ tries }, last) {
  if (!last) return "No try yet";
  const many = tries.length === 1 ? "1 try," : `${tries.length} tries, the last`;
  const what = last.status ? `answered ${last.status}` : `not answered (${(last.error ?? "unknown").replaceAll("_", " ")})`;
  return `${many} ${what}${last.milliseconds === null ? "" : ` in ${last.milliseconds} ms`}`;
}

/**
 * The deliveries of a webhook: the first page is kept up to date, `more()` reads the next one.
 *
 * `changed(delivery)` puts in one that an action has changed.
 */
export function useDeliveries(api, workspace, webhook, status) {
  const dependencies = [api, workspace, webhook, status];
  const first = useLive(
    (signal) => api.listDeliveries(workspace, webhook, { status, limit: PAGE, signal }),
    dependencies,
  );
  const [read, setRead] = useState(null);
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState(null);
  const turn = useRef(0);
  useEffect(() => {
    turn.current += 1;
    setRead(null);
    setReading(false);
    setError(null);
  }, dependencies);

  const { entries, next } = joined(first.data, read);
  const latest = useRef(null);
  latest.current = { entries, next };
  const more = useCallback(async () => {
    const mine = turn.current;
    const before = latest.current;
    setReading(true);
    setError(null);
    try {
      const page = await api.listDeliveries(workspace, webhook, { status, limit: PAGE, cursor: before.next });
      if (mine === turn.current) setRead({ entries: [...before.entries, ...page.entries], next: page.next });
    } catch (failure) {
      if (mine === turn.current) setError(failure);
    } finally {
      if (mine === turn.current) setReading(false);
    }
  }, dependencies);
  const changed = useCallback((delivery) => {
    const put = (each) => (each.id === delivery.id ? delivery : each);
    setRead((before) => before && { ...before, entries: before.entries.map(put) });
    first.reload();
  }, dependencies);
  const isLoaded = first.data !== undefined;
  return { entries, next, isLoaded, isReading, more, changed, reload: first.reload, error: first.error ?? error };
}

/** The first page as it is now, and what was read of those that are older. An id begins with its event's time. */
function joined(first, read) {
  if (!first) return { entries: [], next: null };
  const last = first.entries.at(-1);
  // With more new ones than a page holds, nobody knows what lies between: the list begins anew.
  if (!read || !first.next || last.id > read.entries[0].id) return first;
  return { entries: [...first.entries, ...read.entries.filter(({ id }) => id < last.id)], next: read.next };
}
