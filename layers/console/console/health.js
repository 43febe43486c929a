// Whether a number is all right at its carrier: what was looked at, and how it is put right.
import { html } from "./html.js";
import { useAction, useLive } from "./live.js";
import { Ago } from "./times.js";
import { Card, Loading, Problem } from "./widgets.js";

const REFRESH_MS = 30_000;
const SLOWEST_MS = 120_000;
const WORDS = {
  healthy: { label: "Healthy", tone: "good", means: "The carrier has everything as it was set." },
  degraded: { label: "Degraded", tone: "warn", means: "Calls and messages come; something beside them is not as it was set." },
  broken: { label: "Broken", tone: "bad", means: "Calls or messages do not come." },
  unknown: { label: "Not checked", tone: "idle", means: "Nobody has looked yet, or the carrier did not answer." },
};
const CHECKS = {
  owned: "Number in the account",
  credentials: "Credentials",
  webhooks: "Webhooks",
  providerPhone: "Provider phone",
  carrier: "Carrier",
  calls: "Calls",
  callFallback: "Calls, fallback",
  callStatus: "Call events",
  messages: "Messages",
  messageFallback: "Messages, fallback",
  messagingService: "Messaging Service",
  capabilities: "Capabilities",
  boughtAnew: "Bought anew",
};

/** A number's health as a coloured word; nothing of one that is all right or that nobody has looked at. */
export function HealthMark({ status }) {
  if (status !== "broken" && status !== "degraded") return null;
  const { label, tone, means } = WORDS[status];
  return html`<span class=${`mark ${tone}`} title=${means}><i></i>${label}</span>`;
}

/** The numbers of a workspace that are broken or degraded: one page of a short list, read once the numbers are there. */
export function useUnhealthy(api, workspace, isTime) {
  const { data } = useLive(
    (signal) => (isTime ? api.listUnhealthy(workspace, { signal }) : Promise.resolve(null)),
    [api, workspace, isTime],
    { every: REFRESH_MS, slowest: SLOWEST_MS },
  );
  return (data?.entries ?? []).filter((each) => each.status === "broken" || each.status === "degraded");
}

/** What the carrier has of a number, with the ways to look again and to put it right. */
export function HealthCard({ api, session, workspace, number }) {
  const { data, error, reload } = useLive(
    (signal) => api.getHealth(workspace, number.id, { signal }),
    [api, workspace, number.id, number.providerPhoneUuid],
    { every: REFRESH_MS, slowest: SLOWEST_MS },
  );
  const check = useAction(async () => {
    await api.checkHealth(workspace, number.id);
    reload();
  });
  const repair = useAction(async (takeOver) => {
    await api.repairNumber(workspace, number.id, { takeOver });
    reload();
  });
  if (!data) {
    return html`<${Card} title="Health" id="health-title">
      ${error ? html`<${Problem} error=${error} retry=${reload} />` : html`<${Loading} lines="2" />`}
    <//>`;
  }
  const { label, tone, means } = WORDS[data.status];
  const wrong = data.checks.filter((each) => each.status === "broken" || each.status === "degraded");
  const isBusy = check.busy || repair.busy;
  // Somebody has set something else there, and may have meant it.
  const isSomebodyElses = repair.error?.status === 409;
  return html`<${Card} title="Health" id="health-title">
    <p class="subtitle"><span class=${`mark ${tone}`}><i></i>${label}</span></p>
    <p class="quiet">${means} ${data.checkedAt && html`Checked <${Ago} at=${data.checkedAt} />.`}</p>
    ${wrong.length > 0 &&
    html`<ul class="blockers">
      ${wrong.map(
        (each) => html`<li key=${each.name}>
          <strong>${CHECKS[each.name] ?? each.name}</strong>
          <span class="quiet">Expected <code>${each.expected}</code></span>
          <span class="quiet">Found <code>${each.actual}</code></span>
          <span>${each.hint}</span>
        </li>`,
      )}
    </ul>`}
    <${Problem} error=${check.error ?? repair.error} />
    <div class="buttons">
      ${session.mayWrite &&
      html`<button type="button" class="button" disabled=${isBusy} onClick=${() => check.run()}>
        ${check.busy ? "Checking…" : "Check now"}
      </button>`}
      ${session.mayArchive &&
      wrong.length > 0 &&
      html`<button type="button" class="button primary" disabled=${isBusy} onClick=${() => repair.run(isSomebodyElses)}>
        ${repair.busy ? "Repairing…" : isSomebodyElses ? "Replace it" : "Repair"}
      </button>`}
    </div>
  <//>`;
}
