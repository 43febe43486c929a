// A number's way out: what still needs it, and the steps of the flow as they pass.
import { html, useEffect, useRef, useState } from "./html.js";
import { useAction, useLive } from "./live.js";
import { stateOf } from "./number_state.js";
import { caller, national } from "./phone_text.js";
import { Ago } from "./times.js";
import { Card, carrierName, Dialog, Icon, Loading, Problem } from "./widgets.js";

const BLOCKERS_MS = 10_000;
const KINDS = { workflow: "Workflow", event_rule: "Event rule", agent: "Agent", call: "Call" };
const REASONS = {
  carrier_refused: [
    "The carrier refused",
    "Its credentials were probably revoked. Put them right and try again, or archive without the carrier.",
  ],
  carrier_unavailable: [
    "The carrier could not be reached",
    "It did not answer for a quarter of an hour. Try again when it is back, or archive without the carrier.",
  ],
  interrupted: ["The archive was interrupted", "It was started several times and never ended. Try again."],
  timed_out: ["A step took too long", "Try again."],
  unavailable: ["The service was too busy", "Try again in a moment."],
};
const ORDER = ["checking", "releasing", "finishing"];

/** What may be done and what is under way. */
export function ArchiveCard(given) {
  const { session, number } = given;
  const state = stateOf(number);
  // That it was watched from here tells an archive that was blocked from one that never was.
  const [wasAsked, setAsked] = useState(false);
  const [before, setBefore] = useState(state);
  const [outcome, setOutcome] = useState(null);
  useEffect(() => {
    if (before === "archiving" && state !== "archiving") {
      setOutcome(["archived", "failed"].includes(state) ? null : "blocked");
    }
    if (state !== before) setBefore(state);
  }, [state]);
  const asked = () => {
    setAsked(true);
    setOutcome(null);
    given.reload();
  };
  const isOver = state === "archived" || state === "archiving" || state === "failed";
  const showsSteps = state === "archiving" || state === "failed" || (state === "archived" && wasAsked);
  return html`<${Card} title=${state === "archived" ? "Archived" : "Archive"} id="archive-title">
    ${showsSteps && html`<${Steps} number=${number} state=${state} />`}
    ${state === "archived" &&
    html`<p class="quiet">Returned to the pool <${Ago} at=${number.archivedAt} />. What happened before stays readable here.</p>`}
    ${state === "failed" && html`<${Failure} ...${given} onAsked=${asked} />`}
    ${outcome === "blocked" &&
    html`<p class="notice warn" role="alert">The archive was blocked: something still needs this number. It is as it was before.</p>`}
    ${!isOver && !session.mayArchive &&
    html`<p class="quiet">Archiving a number, and seeing what uses it, needs a token with phones:admin.</p>`}
    ${(state === "failed" || !isOver) && session.mayArchive &&
    html`<${Users} ...${given} onAsked=${asked} isFailed=${state === "failed"} />`}
  <//>`;
}

/** Who uses the number, and the way to archive it. */
function Users({ api, workspace, number, onAsked, isFailed }) {
  const [isConfirming, setConfirming] = useState(false);
  const { data, error, reload } = useLive(
    (signal) => api.listBlockers(workspace, number.id, { signal }),
    [api, workspace, number.id, number.archiveStatus],
    { every: BLOCKERS_MS },
  );
  if (error && !data) return html`<${Problem} error=${error} retry=${reload} />`;
  if (!data) return html`<${Loading} lines="2" />`;
  const { blockers } = data;
  return html`<div class="users">
    <h3>${blockers.length ? "In use by" : "Nothing uses this number"}</h3>
    ${blockers.length > 0 &&
    html`<ul class="blockers">
      ${blockers.map(
        (each) => html`<li key=${`${each.type} ${each.id}`}>
          <strong>${named(each)}</strong>
          <span class="quiet">${KINDS[each.type] ?? each.type} · ${each.reason}</span>
        </li>`,
      )}
    </ul>`}
    <p class="quiet" id="archive-hint">
      ${blockers.length
        ? "It can be archived when none of these needs it any more."
        : "Archiving returns it to the pool and cannot be undone. Its history stays."}
    </p>
    ${!isFailed &&
    html`<button
      type="button"
      class="button danger"
      disabled=${blockers.length > 0}
      aria-describedby="archive-hint"
      onClick=${() => setConfirming(true)}
    >
      Archive…
    </button>`}
    ${isConfirming &&
    html`<${Confirm} ...${{ api, workspace, number, onAsked }} onClose=${() => setConfirming(false)} />`}
  </div>`;
}

function named(blocker) {
  if (blocker.type === "call") return blocker.name ? caller(blocker.name) : "A call in progress";
  return blocker.name ?? String(blocker.id);
}

function Confirm({ api, workspace, number, onAsked, onClose }) {
  const archive = useAction(async () => {
    await api.archiveNumber(workspace, number.id);
    onAsked();
    onClose();
  });
  return html`<${Dialog} id="confirm-title" title=${`Archive ${national(number.phoneNumber)}?`} onClose=${onClose}>
    <p>These steps are taken, and none of them is left half done:</p>
    <ol class="plan">
      ${stepsFor(number).map(([, label, means]) => html`<li><strong>${label}</strong> <span class="quiet">${means}</span></li>`)}
    </ol>
    <p>It cannot be undone. The same number can be created again later.</p>
    <${Problem} error=${archive.error} />
    <footer>
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button danger" disabled=${archive.busy} onClick=${() => archive.run()}>
        ${archive.busy ? "Asking…" : "Archive"}
      </button>
    </footer>
  <//>`;
}

function Failure({ api, session, workspace, number, onAsked }) {
  const reason = number.archiveFailureReason;
  const [title, advice] = REASONS[reason] ?? ["The archive failed", "Try again. If it fails again, tell an operator."];
  const archive = useAction(async (force) => {
    await api.archiveNumber(workspace, number.id, { force });
    onAsked();
  });
  const isTheCarriers = reason?.startsWith("carrier_");
  return html`<div class="problem" role="alert">
    <div>
      <strong>${title}</strong>
      <p>${advice}</p>
      ${session.mayArchive &&
      html`<div class="buttons">
        <button type="button" class="button primary" disabled=${archive.busy} onClick=${() => archive.run(false)}>
          Try again
        </button>
        ${isTheCarriers &&
        html`<button type="button" class="button" disabled=${archive.busy} onClick=${() => archive.run(true)}>
          Archive without the carrier
        </button>`}
      </div>`}
      ${archive.error && html`<p>${archive.error.message}</p>`}
    </div>
  </div>`;
}

function stepsFor(number) {
  const carrier = carrierName(number.provider) || "its carrier";
  return [
    ["checking", "Check what needs it", "Stops here when a workflow, rule, agent or call does."],
    ["releasing", `Release it at ${carrier}`, "Calls stop arriving; what was set there before is restored."],
    ["finishing", "Archive it", "The provider phone becomes free, the history stays."],
  ];
}

/** The flow as it passes. */
function Steps({ number, state }) {
  const at = useLastStep(number, state);
  // An archived number has no carrier any more; while it is looked at, the steps keep the name that they had.
  const steps = useRef(stepsFor(number));
  if (number.provider) steps.current = stepsFor(number);
  return html`<ol class="steps" aria-label="Steps of the archive">
    ${steps.current.map(([name, label], index) => {
      const progress = progressOf(index, ORDER.indexOf(at), state);
      return html`<li class=${progress} key=${name} aria-current=${progress === "active" ? "step" : undefined}>
        <span class="dot">${progress === "done" && html`<${Icon} name="check" />`}${progress === "stopped" && html`<${Icon} name="close" />`}</span>
        ${label}
        <span class="unseen">${{ done: "done", active: "under way", stopped: "failed", waiting: "to come" }[progress]}</span>
      </li>`;
    })}
  </ol>`;
}

function progressOf(index, at, state) {
  if (state === "archived" || index < at) return "done";
  if (index > at) return "waiting";
  return state === "failed" ? "stopped" : "active";
}

/** The step that the flow is at, or where it stopped: what the API says, else what the reason of a failure tells. */
function useLastStep(number, state) {
  const seen = useRef("checking");
  if (number.archiveStep) seen.current = number.archiveStep;
  else if (state === "failed" && number.archiveFailureReason?.startsWith("carrier_")) seen.current = "releasing";
  return seen.current;
}
