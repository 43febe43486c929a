// One number: what happened, what it is, and its way out.
import { html, useState } from "./html.js";
import { addressOf } from "./address.js";
import { ArchiveCard } from "./archive.js";
import { HealthCard } from "./health.js";
import { LinkDialog } from "./linkable.js";
import { useAction, useLive } from "./live.js";
import { StateMark, stateOf, wordsFor } from "./number_state.js";
import { country, international, national } from "./phone_text.js";
import { SettingsForm } from "./settings.js";
import { Timeline } from "./timeline.js";
import { Ago } from "./times.js";
import { Card, carrierName, Copyable, Dialog, Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const QUICK_MS = 700;

export function NumberView({ api, session, workspace, id, part }) {
  const [isMoving, setMoving] = useState(false);
  const { data: number, error, reload } = useLive(
    (signal) => api.getNumber(workspace, id, { signal }),
    [api, workspace, id, isMoving],
    isMoving ? { every: QUICK_MS, slowest: QUICK_MS * 4 } : undefined,
  );
  const [last, setLast] = useState(null);
  const shown = number ?? last;
  if (number && number !== last) setLast(number);
  // While an archive runs its steps are worth a closer look.
  const shouldMove = shown?.archiveStatus === "archiving";
  if (shown && shouldMove !== isMoving) setMoving(shouldMove);

  const back = html`<a class="back" href=${addressOf(workspace, "numbers")}><${Icon} name="back" />Numbers</a>`;
  if (!shown && error?.status === 404) {
    return html`${back}<${PageTitle} title="Not found" />
      <${Empty} title="There is no such number here">
        The address may be mistyped, or the number belongs to another workspace.
      <//>`;
  }
  if (!shown) {
    return html`${back}<${PageTitle} title="Number" /><${Problem} error=${error} retry=${reload} />
      ${!error && html`<${Loading} lines="6" />`}`;
  }
  const given = { api, session, workspace, number: shown, reload };
  return html`<div class="view">
    ${back}
    <${Heading} ...${given} />
    <${Problem} error=${error} retry=${reload} />
    <nav class="tabs" aria-label="Of this number">
      <a href=${addressOf(workspace, "numbers", id)} aria-current=${part ? undefined : "page"}>Activity</a>
      <a href=${addressOf(workspace, "numbers", id, "settings")} aria-current=${part === "settings" ? "page" : undefined}>
        Settings
      </a>
    </nav>
    <div class="columns">
      <div>${part === "settings" ? html`<${SettingsForm} ...${given} />` : html`<${Timeline} ...${given} />`}</div>
      <aside>
        ${!shown.isArchived && html`<${HealthCard} ...${given} />`}
        ${inOrder(shown, [
          html`<${ArchiveCard} key="archive" ...${given} />`,
          html`<${Details} key="details" number=${shown} />`,
        ])}
      </aside>
    </div>
  </div>`;
}

/** What asks for attention comes first: the archive while it is under way or has failed. */
function inOrder(number, [archive, details]) {
  return ["archiving", "failed"].includes(stateOf(number)) ? [archive, details] : [details, archive];
}

function Heading({ api, session, workspace, number, reload }) {
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const isChangeable = session.mayWrite && !["archived", "archiving"].includes(stateOf(number));
  return html`<div class="head number-head">
    <div>
      <${PageTitle} title=${national(number.phoneNumber)} />
      <p class="subtitle"><${StateMark} number=${number} />${number.name && html`<span>${number.name}</span>`}</p>
      ${!["rings", "linked"].includes(stateOf(number)) && html`<p class="quiet">${wordsFor(stateOf(number)).means}</p>`}
    </div>
    ${isChangeable &&
    html`<div class="buttons">
      ${number.providerPhoneUuid
        ? html`<button type="button" class="button" onClick=${() => setDialog("unlink")}>Unlink</button>`
        : html`<button type="button" class="button primary" onClick=${() => setDialog("link")}>
            <${Icon} name="link" />Link a provider phone
          </button>`}
    </div>`}
    ${dialog === "link" && html`<${LinkDialog} ...${{ api, workspace, number }} onClose=${close} onLinked=${reload} />`}
    ${dialog === "unlink" && html`<${UnlinkDialog} ...${{ api, workspace, number }} onClose=${close} onUnlinked=${reload} />`}
  </div>`;
}

function UnlinkDialog({ api, workspace, number, onClose, onUnlinked }) {
  const unlink = useAction(async () => {
    onUnlinked(await api.linkNumber(workspace, number.id, null));
    onClose();
  });
  return html`<${Dialog} id="unlink-title" title=${`Unlink ${national(number.phoneNumber)}?`} onClose=${onClose}>
    <p>Calls and messages no longer arrive at this number. Its provider phone becomes free for others; you can link one again.</p>
    <${Problem} error=${unlink.error} />
    <footer>
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button danger" disabled=${unlink.busy} onClick=${() => unlink.run()}>
        ${unlink.busy ? "Unlinking…" : "Unlink"}
      </button>
    </footer>
  <//>`;
}

function Details({ number }) {
  const rows = [
    ["Number", html`<${Copyable} value=${number.phoneNumber} label="number" />`],
    ["Abroad", international(number.phoneNumber)],
    ["Country", country(number.phoneNumber)],
    ["Carrier", carrierName(number.provider)],
    ["Id", html`<${Copyable} value=${String(number.id)} label="id" />`],
    ["Created", html`<${Ago} at=${number.createdAt} />`],
    ["Created by", number.createdBy],
    ["Archived", number.archivedAt && html`<${Ago} at=${number.archivedAt} />`],
  ];
  return html`<${Card} title="Details" id="details-title">
    <dl>
      ${rows.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>
  <//>`;
}
