// One webhook: whether it sends, what became of events, and what may be done about it.
import { html, useState } from "./html.js";
import { addressOf, goTo } from "./address.js";
import { Deliveries, useDeliveries } from "./deliveries.js";
import { useAction, useLive } from "./live.js";
import { Secret } from "./new_webhook.js";
import { Ago } from "./times.js";
import { eventsOf, meaningOf, WebhookMark } from "./webhook_state.js";
import { Card, Copyable, Dialog, Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const REFRESH_MS = 10_000;

export function WebhookView({ api, session, workspace, id }) {
  const [status, setStatus] = useState(undefined);
  const { data: webhook, error, reload } = useLive(
    (signal) => api.getWebhook(workspace, id, { signal }),
    [api, workspace, id],
    { every: REFRESH_MS },
  );
  const list = useDeliveries(api, workspace, id, status);
  const back = html`<a class="back" href=${addressOf(workspace, "webhooks")}><${Icon} name="back" />Webhooks</a>`;
  if (!webhook && (error?.status === 404 || error?.status === 422)) {
    return html`${back}<${PageTitle} title="Not found" />
      <${Empty} title="There is no such webhook here">
        The address may be mistyped, the webhook may be deleted, or it belongs to another workspace.
      <//>`;
  }
  if (!webhook) {
    return html`${back}<${PageTitle} title="Webhook" /><${Problem} error=${error} retry=${reload} />
      ${!error && html`<${Loading} lines="6" />`}`;
  }
  const given = { api, session, workspace, webhook };
  return html`<div class="view">
    ${back}
    <${Heading} ...${given} onChanged=${reload} onTested=${list.reload} />
    <${Problem} error=${error} retry=${reload} />
    <div class="columns">
      <div><${Deliveries} ...${given} list=${list} status=${status} onStatus=${setStatus} /></div>
      <aside><${Details} webhook=${webhook} /></aside>
    </div>
  </div>`;
}

function Heading({ api, session, workspace, webhook, onChanged, onTested }) {
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const toggle = useAction(async () => {
    await api.updateWebhook(workspace, webhook.id, { enabled: !webhook.enabled });
    onChanged();
  });
  const test = useAction(async () => {
    await api.testWebhook(workspace, webhook.id);
    onTested();
  });
  return html`<div class="head">
      <div>
        <${PageTitle} title=${hostOf(webhook.url)} />
        <p class="subtitle">
          <${WebhookMark} webhook=${webhook} />${webhook.description && html`<span>${webhook.description}</span>`}
        </p>
        <p class="quiet">
          ${meaningOf(webhook)} ${webhook.failingSince && html`This began <${Ago} at=${webhook.failingSince} />.`}
        </p>
      </div>
      ${session.mayWriteWebhooks &&
      html`<div class="buttons">
        <button type="button" class="button primary" disabled=${test.busy || !webhook.enabled} onClick=${() => test.run()}>
          ${test.busy ? "Sending…" : "Send a test event"}
        </button>
        <button type="button" class="button" disabled=${toggle.busy} onClick=${() => toggle.run()}>
          ${webhook.enabled ? "Pause" : "Resume"}
        </button>
        <button type="button" class="button" onClick=${() => setDialog("secret")}>New secret…</button>
        <button type="button" class="button danger" onClick=${() => setDialog("delete")}>Delete…</button>
      </div>`}
      ${dialog === "secret" && html`<${NewSecret} ...${{ api, workspace, webhook, onChanged }} onClose=${close} />`}
      ${dialog === "delete" && html`<${Delete} ...${{ api, workspace, webhook }} onClose=${close} />`}
    </div>
    <${Problem} error=${toggle.error ?? test.error} />`;
}

function NewSecret({ api, workspace, webhook, onChanged, onClose }) {
  const [secret, setSecret] = useState(null);
  const rotate = useAction(async () => {
    setSecret((await api.rotateWebhook(workspace, webhook.id)).secret);
    onChanged();
  });
  return html`<${Dialog} id="rotate-title" title=${secret ? "The new secret" : "Make a new secret?"} onClose=${onClose}>
    ${secret
      ? html`<${Secret} secret=${secret} onClose=${onClose} />`
      : html`<p>The secret of now signs too for 24 hours, so that your endpoint can change to the new one without missing an event.</p>
          <${Problem} error=${rotate.error} />
          <footer>
            <button type="button" class="button" onClick=${onClose}>Cancel</button>
            <button type="button" class="button primary" disabled=${rotate.busy} onClick=${() => rotate.run()}>
              ${rotate.busy ? "Making…" : "Make a new secret"}
            </button>
          </footer>`}
  <//>`;
}

function Delete({ api, workspace, webhook, onClose }) {
  const remove = useAction(async () => {
    await api.deleteWebhook(workspace, webhook.id);
    goTo(addressOf(workspace, "webhooks"));
  });
  return html`<${Dialog} id="delete-title" title="Delete this webhook?" onClose=${onClose}>
    <p>Nothing is sent to ${hostOf(webhook.url)} any more, what waits for it is given up, and its deliveries can no longer be seen. It cannot be undone.</p>
    <${Problem} error=${remove.error} />
    <footer>
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button danger" disabled=${remove.busy} onClick=${() => remove.run()}>
        ${remove.busy ? "Deleting…" : "Delete"}
      </button>
    </footer>
  <//>`;
}

function Details({ webhook }) {
  const numbers = webhook.phoneNumberUuids;
  const rows = [
    ["Endpoint", html`<${Copyable} value=${webhook.url} label="endpoint" />`],
    ["Events", eventsOf(webhook)],
    ["Numbers", numbers ? `${numbers.length} of the workspace` : "All of the workspace"],
    ["Id", html`<${Copyable} value=${webhook.id} label="id" />`],
    ["Created", html`<${Ago} at=${webhook.createdAt} />`],
    ["Created by", webhook.createdBy],
    ["Secret", webhook.earlierSecretUntil && html`The one before signs until <${Ago} at=${webhook.earlierSecretUntil} />`],
  ];
  return html`<${Card} title="Details" id="details-title">
    <dl>
      ${rows.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>
  <//>`;
}

/** The host names a webhook to people; the whole address is among the details. */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}
