// Adding a number to the workspace.
import { html, useRef, useState } from "./html.js";
import { newKey } from "./api.js";
import { LinkablePhones } from "./linkable.js";
import { useAction } from "./live.js";
import { toE164 } from "./phone_text.js";
import { Dialog, Field, Problem } from "./widgets.js";

export function NewNumber({ api, workspace, onClose, onCreated }) {
  const [isFromPool, setFromPool] = useState(true);
  const [phone, setPhone] = useState(null);
  const [typed, setTyped] = useState("");
  const [name, setName] = useState("");
  const attempt = useRef({ body: "", key: "" });
  const create = useAction(async () => {
    const body = isFromPool ? { providerPhoneUuid: phone.uuid } : { phoneNumber: toE164(typed) ?? typed };
    if (name.trim()) body.name = name.trim();
    // Pressed again after an answer was lost, the same number is not created twice.
    const text = JSON.stringify(body);
    if (attempt.current.body !== text) attempt.current = { body: text, key: newKey() };
    onCreated(await api.createNumber(workspace, body, attempt.current.key));
  });
  const isReady = isFromPool ? phone : typed.trim();
  const submit = (event) => {
    event.preventDefault();
    if (isReady) create.run();
  };
  return html`<${Dialog} id="new-title" title="New number" onClose=${onClose}>
    <form onSubmit=${submit}>
      <div class="segments" role="group" aria-label="Which number">
        <button type="button" aria-pressed=${isFromPool} onClick=${() => setFromPool(true)}>From the pool</button>
        <button type="button" aria-pressed=${!isFromPool} onClick=${() => setFromPool(false)}>Another number</button>
      </div>
      ${isFromPool
        ? html`<${LinkablePhones} ...${{ api, workspace, chosen: phone, onChoose: setPhone }} />`
        : html`<${Field}
            id="phone-number"
            label="Phone number"
            hint="With its country, such as +44 20 7946 0100. When the pool has it free it is linked, else it is only kept."
          >
            <input
              id="phone-number"
              type="tel"
              inputmode="tel"
              required
              aria-describedby="phone-number-hint"
              value=${typed}
              onInput=${(event) => setTyped(event.target.value)}
            />
          <//>`}
      <${Field} id="new-name" label="Name" hint="How your colleagues know it, such as Front desk. It may be left out.">
        <input
          id="new-name"
          maxlength="100"
          aria-describedby="new-name-hint"
          value=${name}
          onInput=${(event) => setName(event.target.value)}
        />
      <//>
      <${Problem} error=${create.error} />
      <footer>
        <button type="button" class="button" onClick=${onClose}>Cancel</button>
        <button class="button primary" disabled=${!isReady || create.busy}>
          ${create.busy ? "Creating…" : "Create"}
        </button>
      </footer>
    </form>
  <//>`;
}
