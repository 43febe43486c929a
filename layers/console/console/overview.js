// How things stand in a workspace, and what to look at first.
import { html } from "./html.js";
import { addressOf } from "./address.js";
import { HealthMark, useUnhealthy } from "./health.js";
import { useLive } from "./live.js";
import { thoseInNeed, StateMark, stateOf, wordsFor } from "./number_state.js";
import { national } from "./phone_text.js";
import { Card, carrierName, Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

/** What is counted: one page of the list, so that an overview costs the same however large a workspace grows. */
const COUNTED = 1000;
const REFRESH_MS = 30_000;
const SLOWEST_MS = 120_000;
const ATTENTION_ROWS = 8;
const count = new Intl.NumberFormat("en");

export function OverviewView({ api, session, workspace }) {
  const pace = { every: REFRESH_MS, slowest: SLOWEST_MS };
  const numbers = useLive((signal) => api.listNumbers(workspace, { limit: COUNTED, signal }), [api, workspace], pace);
  const pool = useLive(
    (signal) => (session.mayWrite ? api.listLinkable(workspace, { limit: COUNTED, signal }) : Promise.resolve(null)),
    [api, workspace],
    pace,
  );
  const unhealthy = useUnhealthy(api, workspace, numbers.data !== undefined);
  return html`<div class="view">
    <div class="head"><${PageTitle} title="Overview" /></div>
    <${Problem} error=${numbers.error} retry=${numbers.reload} />
    ${!numbers.data && !numbers.error && html`<${Loading} lines="6" />`}
    ${numbers.data && html`<${Standing} ...${{ workspace, session, unhealthy }} list=${numbers.data} pool=${pool.data} />`}
  </div>`;
}

function Standing({ workspace, session, list, pool, unhealthy }) {
  const { entries, next } = list;
  if (!entries.length) {
    return html`<${Empty} title="No numbers yet">
      <a href=${addressOf(workspace, "numbers")}>Create the first one</a>, then this page says how it is doing.
    <//>`;
  }
  const states = tally(entries, stateOf);
  const health = new Map(unhealthy.map((each) => [each.uuid, each.status]));
  const first = thoseInNeed(entries, (number) => health.has(number.uuid));
  return html`
    ${next && html`<p class="notice">This workspace is large: the first ${count.format(COUNTED)} numbers are counted.</p>`}
    <div class="tiles">
      <${Tile} value=${entries.length} more=${next} label="live numbers" />
      <${Tile} value=${(states.get("rings") ?? 0) + (states.get("linked") ?? 0)} label=${states.has("linked") ? "linked" : "ring"} tone="good" />
      <${Tile} value=${states.get("unlinked") ?? 0} label="not linked" />
      <${Tile} value=${first.length} label="need attention" tone=${first.length ? "bad" : ""} />
    </div>
    <div class="columns even">
      <div>
        <${Card} title="Look at these first" id="attention-title"><${Attention} ...${{ workspace, first, health }} /><//>
        <${Card} title="Provider phones" id="pool-title"><${Pool} ...${{ workspace, session, pool, entries }} /><//>
      </div>
      <div>
        <${Card} title="By state" id="states-title">
          <${Shares} counts=${[...states].map(([state, many]) => [wordsFor(state).label, many, wordsFor(state).tone])} />
        <//>
        <${Card} title="By carrier" id="carriers-title">
          <${Shares} counts=${[...tally(entries, (each) => carrierName(each.provider) || "None")]} />
        <//>
      </div>
    </div>`;
}

function Attention({ workspace, first, health }) {
  if (!first.length) {
    return html`<p class="all-well">
      <${Icon} name="check" />No archive has failed, and every linked number is as it should be.
    </p>`;
  }
  return html`<ul class="attention">
    ${first.slice(0, ATTENTION_ROWS).map(
      (number) => html`<li key=${number.uuid}>
        <a href=${addressOf(workspace, "numbers", number.id)}>${national(number.phoneNumber)}</a>
        <span class="quiet">${number.name}</span>
        <${StateMark} number=${number} /> <${HealthMark} status=${health.get(number.uuid)} />
      </li>`,
    )}
    ${first.length > ATTENTION_ROWS && html`<li class="quiet">${first.length - ATTENTION_ROWS} more</li>`}
  </ul>`;
}

function Tile({ value, label, tone = "", more }) {
  return html`<div class=${`tile ${tone}`}><strong>${count.format(value)}${more ? "+" : ""}</strong><span>${label}</span></div>`;
}

function Shares({ counts }) {
  const all = counts.reduce((sum, [, many]) => sum + many, 0);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return html`<ul class="shares">
    ${sorted.map(
      ([label, many, tone = ""]) => html`<li key=${label}>
        <span>${label}</span><strong>${count.format(many)}</strong>
        <i class=${tone} style=${{ width: `${(many / all) * 100}%` }}></i>
      </li>`,
    )}
  </ul>`;
}

function Pool({ workspace, session, pool, entries }) {
  if (!session.mayWrite) return html`<p class="quiet">Seeing what is free needs a token with phones:write.</p>`;
  if (!pool) return html`<${Loading} lines="2" />`;
  const inUse = new Set(entries.map((each) => each.providerPhoneUuid));
  const free = pool.entries.filter((each) => !inUse.has(each.uuid) && each.assignedWorkspaceUuid === null);
  const reserved = pool.entries.filter((each) => !inUse.has(each.uuid) && each.assignedWorkspaceUuid === workspace);
  const linked = entries.filter((each) => each.providerPhoneUuid).length;
  const counts = [
    ["Free to link", free.length, "good"],
    ["Linked in this workspace", linked, ""],
    ...(reserved.length ? [["Reserved for this workspace", reserved.length, "busy"]] : []),
  ];
  return html`<${Shares} counts=${counts} />
    ${pool.next && html`<p class="quiet small">The first ${count.format(COUNTED)} provider phones are counted.</p>`}`;
}

function tally(entries, nameOf) {
  const counts = new Map();
  for (const each of entries) counts.set(nameOf(each), (counts.get(nameOf(each)) ?? 0) + 1);
  return counts;
}
