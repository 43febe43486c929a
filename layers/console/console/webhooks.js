// All webhooks of a workspace.
import { html, useState } from "./html.js";
import { addressOf } from "./address.js";
import { useLive } from "./live.js";
import { NewWebhook } from "./new_webhook.js";
import { Ago } from "./times.js";
import { eventsOf, WebhookMark } from "./webhook_state.js";
import { Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const REFRESH_MS = 10_000;

export function WebhooksView({ api, session, workspace }) {
  const [isCreating, setCreating] = useState(false);
  const { data: webhooks, error, reload } = useLive(
    (signal) => api.listWebhooks(workspace, { signal }),
    [api, workspace],
    { every: REFRESH_MS },
  );
  return html`<div class="view">
    <div class="head">
      <${PageTitle} title="Webhooks" />
      ${session.mayWriteWebhooks &&
      html`<button type="button" class="button primary" onClick=${() => setCreating(true)}>
        <${Icon} name="add" />New webhook
      </button>`}
    </div>
    <${Problem} error=${error} retry=${reload} />
    ${!webhooks && !error && html`<${Loading} lines="4" />`}
    ${webhooks?.length === 0 && html`<${None} mayWrite=${session.mayWriteWebhooks} />`}
    ${webhooks?.length > 0 && html`<${Table} ...${{ webhooks, workspace }} />`}
    ${isCreating && html`<${NewWebhook} ...${{ api, workspace }} onCreated=${reload} onClose=${() => setCreating(false)} />`}
  </div>`;
}

function None({ mayWrite }) {
  return html`<${Empty} title="No webhooks yet">
    A webhook is an address of yours that is sent what happens to this workspace's numbers, calls and messages, within seconds.${" "}
    ${mayWrite ? "Choose New webhook, then where to and which events." : "When somebody creates one, it appears here."}
  <//>`;
}

function Table({ webhooks, workspace }) {
  return html`<div class="table of-webhooks" role="table" aria-label="Webhooks">
    <div class="row titles" role="row">
      ${["Endpoint", "Events", "State", "Changed"].map((title) => html`<span role="columnheader">${title}</span>`)}
    </div>
    ${webhooks.map(
      (webhook) => html`<div class="row" role="row" key=${webhook.id}>
        <span role="cell" class="main">
          <a href=${addressOf(workspace, "webhooks", webhook.id)} title=${webhook.url}>${webhook.url}</a>
          ${webhook.description && html`<span class="quiet small">${webhook.description}</span>`}
        </span>
        <span role="cell" class="name" title=${eventsOf(webhook)}>${eventsOf(webhook)}</span>
        <span role="cell" class="state">
          <${WebhookMark} webhook=${webhook} />
          ${webhook.failingSince && html`<span class="quiet small">began <${Ago} at=${webhook.failingSince} /></span>`}
        </span>
        <span role="cell" class="quiet changed"><${Ago} at=${webhook.updatedAt} /></span>
      </div>`,
    )}
  </div>`;
}
