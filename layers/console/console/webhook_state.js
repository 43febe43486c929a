// What a webhook's record says about whether it sends.
import { html } from "./html.js";

const STATES = {
  sends: { label: "Sends", tone: "good", means: "Events are sent as they happen." },
  failing: { label: "Failing", tone: "bad", means: "Its endpoint did not take the latest events. Each event is tried ten times in three days." },
  paused: { label: "Paused", tone: "idle", means: "Somebody has paused it. Nothing is sent, and what happens meanwhile is not sent later." },
  gone: { label: "Switched off", tone: "bad", means: "Its endpoint answered 410 Gone, so it was switched off." },
  gave_up: { label: "Switched off", tone: "bad", means: "It did nothing but fail for five days, so it was switched off." },
};

function stateOf(webhook) {
  if (webhook.enabled) return STATES[webhook.failingSince ? "failing" : "sends"];
  return STATES[{ gone: "gone", failing: "gave_up" }[webhook.disabledReason] ?? "paused"];
}

/** What the state of a webhook means, in a sentence or two. */
export function meaningOf(webhook) {
  return stateOf(webhook).means;
}

/** Whether a webhook sends, as a coloured word. */
export function WebhookMark({ webhook }) {
  const { label, tone, means } = stateOf(webhook);
  return html`<span class=${`mark ${tone}`} title=${means}><i></i>${label}</span>`;
}

/** "All events", or their names. */
export function eventsOf(webhook) {
  return webhook.events.includes("*") ? "All events" : webhook.events.join(", ");
}
