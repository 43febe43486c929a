// What only a stack on this machine has: its demo tenants, and the carriers' sandbox that calls its numbers.

const IS_THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(window.location.hostname);
let description;

/** What the local stack says of itself, or null where this is none. It is asked once. */
export function localStack() {
  description ??= IS_THIS_MACHINE ? ask("stack.json").catch(() => null) : Promise.resolve(null);
  return description;
}

/** The demo tenants: `[{name, tokens: {read, write, admin}}]`. */
export async function demoTenants() {
  const stack = await localStack();
  return Object.entries(stack?.tenants ?? {}).map(([name, { tokens }]) => ({ name, tokens }));
}

/** Have somebody call a number: `{carrier, number, from, outcome, recording}`. */
export function placeCall(order) {
  return ask("carriers/calls", { method: "POST", body: order });
}

/** Have somebody write to a number: `{carrier, number, from, text}`. */
export function sendMessage(order) {
  return ask("carriers/messages", { method: "POST", body: order });
}

/** Make a carrier's next requests fail. */
export function addFault(fault) {
  return ask("carriers/faults", { method: "POST", body: fault });
}

/** The faults that wait to happen. */
export async function faults() {
  return (await ask("carriers/faults")).faults;
}

/** Forget them. */
export function clearFaults() {
  return ask("carriers/faults", { method: "DELETE" });
}

async function ask(path, { method = "GET", body } = {}) {
  const headers = body ? { "content-type": "application/json" } : {};
  const response = await fetch(`/_local/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  const data = text ? JSON.parse(text) : null;
  if (!response.ok) throw Object.assign(new Error(data?.message ?? "The sandbox refused"), { status: response.status });
  return data;
}
