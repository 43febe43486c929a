// Adding a webhook, and the one look at its secret.
import { html, useRef, useState } from "./html.js";
import { newKey } from "./api.js";
import { useAction } from "./live.js";
import { Copyable, Dialog, Field, Problem } from "./widgets.js";

const EVENTS = [
  ["phone_number.created", "A number was created"],
  ["phone_number.linked", "A number was linked"],
  ["phone_number.unlinked", "A number was unlinked"],
  ["phone_number.archived", "A number was archived"],
  ["phone_number.archive_failed", "An archive failed"],
  ["phone_number.health_changed", "A number's health changed"],
  ["call.started", "A call began"],
  ["call.answered", "A call was answered"],
  ["call.ended", "A call ended"],
  ["call.recording_completed", "A call has a recording"],
  ["message.received", "A message came in"],
];

export function NewWebhook({ api, workspace, onClose, onCreated }) {
  const [url, setUrl] = useState("");
  const [takesAll, setTakesAll] = useState(true);
  const [chosen, setChosen] = useState(() => new Set());
  const [description, setDescription] = useState("");
  const [created, setCreated] = useState(null);
  const attempt = useRef({ body: "", key: "" });
  const create = useAction(async () => {
    const events = takesAll ? ["*"] : EVENTS.map(([name]) => name).filter((name) => chosen.has(name));
    const body = { url: url.trim(), events };
    if (description.trim()) body.description = description.trim();
    // Pressed again after an answer was lost, the same webhook is not created twice.
    const text = JSON.stringify(body);
    if (attempt.current.body !== text) attempt.current = { body: text, key: newKey() };
    setCreated(await api.createWebhook(workspace, body, attempt.current.key));
    onCreated();
  });
  const isReady = url.trim() && (takesAll || chosen.size);
  const submit = (event) => {
    event.preventDefault();
    if (isReady) create.run();
  };
  const choose = (name, isChosen) => {
    const after = new Set(chosen);
    if (isChosen) after.add(name);
    else after.delete(name);
    setChosen(after);
  };
  if (created) {
    return html`<${Dialog} key="created" id="secret-title" title="The webhook is ready" onClose=${onClose}>
      <${Secret} secret=${created.secret} onClose=${onClose} />
    <//>`;
  }
  return html`<${Dialog} key="new" id="new-title" title="New webhook" onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Field} id="webhook-url" label="Endpoint" hint="Where events are sent: an address with https:// that the internet can reach.">
        <input
          id="webhook-url"
          type="url"
          required
          placeholder="https://example.com/webhooks"
          aria-describedby="webhook-url-hint"
          value=${url}
          onInput=${(event) => setUrl(event.target.value)}
        />
      <//>
      <fieldset class="field chooser events">
        <legend class="strong">Events</legend>
        <div class="segments" role="group" aria-label="Which events">
          <button type="button" aria-pressed=${takesAll} onClick=${() => setTakesAll(true)}>All</button>
          <button type="button" aria-pressed=${!takesAll} onClick=${() => setTakesAll(false)}>Some</button>
        </div>
        ${!takesAll &&
        html`<div class="options">
          ${EVENTS.map(
            ([name, label]) => html`<label class="option" key=${name}>
              <input
                type="checkbox"
                name=${name}
                checked=${chosen.has(name)}
                onChange=${(event) => choose(name, event.target.checked)}
              />
              ${label}<code class="quiet right">${name}</code>
            </label>`,
          )}
        </div>`}
      </fieldset>
      <${Field} id="webhook-description" label="Description" hint="What it is for, such as CRM. It may be left out.">
        <input
          id="webhook-description"
          maxlength="100"
          aria-describedby="webhook-description-hint"
          value=${description}
          onInput=${(event) => setDescription(event.target.value)}
        />
      <//>
      <${Problem} error=${create.error} />
      <footer>
        <button type="button" class="button" onClick=${onClose}>Cancel</button>
        <button class="button primary" disabled=${!isReady || create.busy}>${create.busy ? "Creating…" : "Create"}</button>
      </footer>
    </form>
  <//>`;
}

/** A secret as it is shown once; null where an answer was lost, and the secret with it. */
export function Secret({ secret, onClose }) {
  return html`
    ${secret
      ? html`<p>This secret signs what is sent. Your endpoint needs it to tell that an event is from here. Copy it now: it is shown this once.</p>
          <p class="notice secret"><${Copyable} value=${secret} label="secret" /></p>`
      : html`<p class="notice warn">The answer with its secret was lost on the way. Open the webhook and choose New secret.</p>`}
    <footer><button type="button" class="button primary" onClick=${onClose}>Done</button></footer>
  `;
}
