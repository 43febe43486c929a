// Calls and messages a day, drawn as bars. A table beside it says the same to those who do not see them.
import { html } from "./html.js";
import { outcomeOf } from "./history.js";
import { dayLabel, dayOf, lastDays } from "./times.js";

const DAYS = 30;
const SERIES = [
  ["answered", "Answered"],
  ["missed", "Missed"],
  ["failed", "Failed"],
  ["message", "Messages"],
];

/** `entries` are a history's; `since` is the time before which not all of it is known. */
export function ActivityChart({ entries, since }) {
  const days = lastDays(DAYS);
  const counts = countByDay(entries, days);
  const tallest = Math.max(4, ...days.map((day) => total(counts.get(day))));
  const firstWhole = since === null ? null : dayOf(new Date(since));
  const isCut = firstWhole !== null && firstWhole > days[0];
  return html`<figure class="chart">
    <figcaption class="legend">
      ${SERIES.map(([name, label]) => html`<span><i class=${name}></i>${label}</span>`)}
      <span class="quiet right">Last ${DAYS} days</span>
    </figcaption>
    <div class="bars" aria-hidden="true">
      ${days.map((day) => html`<${Bar} key=${day} day=${day} counts=${counts.get(day)} tallest=${tallest} />`)}
    </div>
    <div class="axis quiet" aria-hidden="true"><span>${dayLabel(days[0])}</span><span>Today</span></div>
    ${isCut &&
    html`<p class="quiet small">This number is busy: what was read reaches back to ${dayLabel(firstWhole)}.</p>`}
    <${AsTable} days=${days} counts=${counts} />
  </figure>`;
}

function Bar({ day, counts, tallest }) {
  const told = SERIES.filter(([name]) => counts[name]).map(([name, label]) => `${counts[name]} ${label.toLowerCase()}`);
  return html`<div class="bar" title=${`${dayLabel(day)}: ${told.join(", ") || "nothing"}`}>
    ${SERIES.map(
      ([name]) => counts[name] > 0 && html`<i class=${name} style=${{ height: `${(counts[name] / tallest) * 100}%` }}></i>`,
    )}
  </div>`;
}

function AsTable({ days, counts }) {
  const busy = days.filter((day) => total(counts.get(day)));
  if (!busy.length) return null;
  return html`<table class="unseen">
    <caption>Calls and messages a day</caption>
    <thead><tr><th scope="col">Day</th>${SERIES.map(([, label]) => html`<th scope="col">${label}</th>`)}</tr></thead>
    <tbody>
      ${busy.map(
        (day) => html`<tr><th scope="row">${dayLabel(day)}</th>${SERIES.map(([name]) => html`<td>${counts.get(day)[name]}</td>`)}</tr>`,
      )}
    </tbody>
  </table>`;
}

function countByDay(entries, days) {
  const counts = new Map(days.map((day) => [day, Object.fromEntries(SERIES.map(([name]) => [name, 0]))]));
  for (const entry of entries) {
    const name = entry.kind === "message" ? "message" : outcomeOf(entry)[0];
    const counted = counts.get(dayOf(entry.at));
    if (counted && name in counted) counted[name] += 1;
  }
  return counts;
}

function total(counts) {
  return SERIES.reduce((sum, [name]) => sum + counts[name], 0);
}
