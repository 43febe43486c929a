// What a number's record says about whether it rings.
import { html } from "./html.js";

const STATES = {
  rings: { label: "Rings", tone: "good", means: "Calls and messages to this number arrive here." },
  connecting: {
    label: "Connecting",
    tone: "busy",
    means: "The carrier is being told to send calls here. This takes seconds, or minutes when the carrier is down.",
  },
  silent: {
    label: "Does not ring",
    tone: "warn",
    means: "A provider phone is linked, but its carrier does not send calls here. Unlink and link it to try again.",
  },
  unserved: {
    label: "Cannot ring",
    tone: "warn",
    means: "The linked provider phone belongs to no carrier account, so no carrier sends its calls here.",
  },
  linked: { label: "Linked", tone: "good", means: "A provider phone is linked." },
  unlinked: { label: "Not linked", tone: "idle", means: "No provider phone is linked, so nobody can reach this number." },
  archiving: { label: "Archiving", tone: "busy", means: "The number is being returned to its carrier's pool." },
  archived: { label: "Archived", tone: "idle", means: "The number was returned. Its history stays readable." },
  failed: { label: "Archive failed", tone: "bad", means: "The archive stopped; the number is as it was before." },
};
const BY_WEBHOOKS = { attached: "rings", pending: "connecting", detached: "silent", none: "unserved" };

/** The name of the state that a number is in. */
export function stateOf(number) {
  if (number.isArchived) return "archived";
  if (number.archiveStatus === "archiving") return "archiving";
  if (number.archiveStatus === "failed") return "failed";
  if (!number.providerPhoneUuid) return "unlinked";
  return number.webhooks === undefined ? "linked" : (BY_WEBHOOKS[number.webhooks] ?? "linked");
}

/** The words for a state: `{label, tone, means}`. */
export function wordsFor(state) {
  return STATES[state];
}

const MOST_PRESSING_FIRST = ["failed", "silent", "unserved", "connecting"];

/** Those that somebody should look at, the most pressing first; `isUnhealthy(number)` tells of those that ring and are not well. */
export function thoseInNeed(numbers, isUnhealthy) {
  const rank = (number) => {
    const pressing = MOST_PRESSING_FIRST.indexOf(stateOf(number));
    return pressing < 0 && isUnhealthy(number) ? MOST_PRESSING_FIRST.length : pressing;
  };
  return numbers.filter((number) => rank(number) >= 0).sort((one, other) => rank(one) - rank(other));
}

/** A state as a coloured word. */
export function StateMark({ number }) {
  const { label, tone, means } = wordsFor(stateOf(number));
  return html`<span class=${`mark ${tone}`} title=${means}><i></i>${label}</span>`;
}
