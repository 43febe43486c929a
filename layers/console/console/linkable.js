// Choosing one of the provider phones that the workspace may link.
import { html, useEffect, useState } from "./html.js";
import { useAction } from "./live.js";
import { matching, usePages } from "./number_list.js";
import { country, national } from "./phone_text.js";
import { carrierName, Dialog, Empty, Loading, Problem } from "./widgets.js";

const MOST = 50;

/** A list to choose from, with a search; `onChoose(phone)`. */
export function LinkablePhones({ api, workspace, chosen, onChoose }) {
  const [typed, setTyped] = useState("");
  const list = usePages((page) => api.listLinkable(workspace, page), [api, workspace]);
  useEffect(() => {
    if (typed.trim() && list.isLoaded && !list.isComplete && !list.isReading && !list.error) list.all();
  }, [typed, list.isLoaded, list.isComplete, list.isReading, list.error]);
  // What is free stands before what this workspace has already.
  const found = [...matching(list.entries, typed, false)].sort(freeFirst);
  if (list.error) return html`<${Problem} error=${list.error} retry=${list.reload} />`;
  if (!list.isLoaded) return html`<${Loading} />`;
  if (!list.entries.length) {
    return html`<${Empty} title="No provider phone is free">
      An operator can take over more from the carrier: trunkline provider-phones import.
    <//>`;
  }
  return html`<div class="chooser">
    <input
      type="search"
      aria-label="Search provider phones"
      placeholder="Search by number"
      value=${typed}
      onInput=${(event) => setTyped(event.target.value)}
    />
    <div class="options" role="radiogroup" aria-label="Provider phones">
      ${found.slice(0, MOST).map(
        (phone) => html`<label key=${phone.uuid} class="option" title=${country(phone.phoneNumber)}>
          <input
            type="radio"
            name="provider-phone"
            value=${phone.uuid}
            checked=${chosen?.uuid === phone.uuid}
            onChange=${() => onChoose(phone)}
          />
          <span class="strong">${national(phone.phoneNumber)}</span>
          <span class="quiet">${carrierName(phone.provider)}${phone.assignedWorkspaceUuid ? " · in this workspace" : ""}</span>
          <span class="quiet right small">${phone.capabilities.join(", ")}</span>
        </label>`,
      )}
      ${found.length === 0 && html`<p class="quiet pad">No free provider phone has this in its number.</p>`}
      ${found.length > MOST && html`<p class="quiet pad">${found.length - MOST} more; search to find them.</p>`}
    </div>
  </div>`;
}

function freeFirst(one, other) {
  return Number(one.assignedWorkspaceUuid !== null) - Number(other.assignedWorkspaceUuid !== null);
}

/** Linking a number to a provider phone. */
export function LinkDialog({ api, workspace, number, onClose, onLinked }) {
  const [chosen, setChosen] = useState(null);
  const link = useAction(async () => {
    onLinked(await api.linkNumber(workspace, number.id, chosen.uuid));
    onClose();
  });
  const isOther = chosen && chosen.phoneNumber !== number.phoneNumber;
  return html`<${Dialog} id="link-title" title=${`Link ${national(number.phoneNumber)}`} onClose=${onClose}>
    <p class="quiet">Calls and messages to the provider phone arrive at this number, and its settings say what happens.</p>
    <${LinkablePhones} ...${{ api, workspace, chosen, onChoose: setChosen }} />
    ${isOther && html`<p class="notice">Callers dial ${national(chosen.phoneNumber)}, which is another number than this one.</p>`}
    <${Problem} error=${link.error} />
    <footer>
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button primary" disabled=${!chosen || link.busy} onClick=${() => link.run()}>
        ${link.busy ? "Linking…" : "Link"}
      </button>
    </footer>
  <//>`;
}
