// Calls and messages of a number, the newest first.
import { html, useEffect, useRef, useState } from "./html.js";
import { ActivityChart } from "./chart.js";
import { outcomeOf, useHistory } from "./history.js";
import { caller } from "./phone_text.js";
import { Clock, dayOf, dayTitle, duration } from "./times.js";
import { Card, Empty, Icon, Loading, Problem } from "./widgets.js";

const ROWS = 25;

export function Timeline({ api, workspace, number, isCompact = false, onHistory }) {
  const history = useHistory(api, workspace, number);
  const [rows, setRows] = useState(ROWS);
  useEffect(() => onHistory?.(history), [history.entries]);
  const shown = history.entries.slice(0, rows);
  const hasMore = history.entries.length > rows || !history.isComplete;
  const showMore = () => {
    setRows((before) => before + ROWS);
    if (history.entries.length <= rows + ROWS && !history.isComplete) history.more();
  };
  return html`
    ${!isCompact && history.entries.length > 0 && html`<${Card} title="Calls and messages a day" id="chart-title">
      <${ActivityChart} entries=${history.entries} since=${history.since} />
    <//>`}
    <${Card} title="Timeline" id="timeline-title">
      <${Problem} error=${history.error} retry=${history.reload} />
      ${!history.isLoaded && !history.error && html`<${Loading} lines="4" />`}
      ${history.isLoaded && !shown.length &&
      html`<${Empty} title="Nothing yet">Calls and messages appear here within seconds.<//>`}
      <div class="timeline">
        ${byDay(shown).map(
          ([day, entries]) => html`<section key=${day} aria-label=${dayTitle(day)}>
            <h3>${dayTitle(day)}</h3>
            <ul>
              ${entries.map((entry) =>
                entry.kind === "call"
                  ? html`<${CallEntry} key=${entry.id} call=${entry} />`
                  : html`<${MessageEntry} key=${entry.id} message=${entry} />`,
              )}
            </ul>
          </section>`,
        )}
      </div>
      ${shown.length > 0 && hasMore &&
      html`<button type="button" class="button wide" disabled=${history.isReading} onClick=${showMore}>
        ${history.isReading ? "Loading…" : "Show more"}
      </button>`}
    <//>
  `;
}

function CallEntry({ call }) {
  const [tone, label] = outcomeOf(call);
  const isOutgoing = call.direction?.startsWith("outbound");
  const icon = tone === "missed" ? "missed" : isOutgoing ? "outgoing" : "incoming";
  return html`<li class=${`entry ${tone}`}>
    <span class="kind"><${Icon} name=${icon} /></span>
    <div class="what">
      <span class="strong">${caller(isOutgoing ? call.to : call.from)}</span>
      <span class="outcome" title=${call.hangupCause ?? call.providerStatus ?? ""}>
        ${label}${call.durationSeconds ? ` · ${duration(call.durationSeconds)}` : ""}
      </span>
    </div>
    <span class="when quiet"><${Clock} at=${call.startedAt} /></span>
    ${call.recordings.map((recording) => html`<${Recording} key=${recording.id} recording=${recording} />`)}
  </li>`;
}

function Recording({ recording }) {
  const audio = useRef(null);
  const held = useRef(null);
  // A link to our copy is signed anew with each answer; the one that plays must stay.
  if (!audio.current?.readyState) held.current = recording.url;
  const url = held.current;
  const length = recording.durationSeconds ? ` of ${duration(recording.durationSeconds)}` : "";
  if (!url) return html`<p class="recording quiet">Recording${length} (${recording.status})</p>`;
  if (!isOurCopy(url)) {
    return html`<p class="recording">
      <${Outside} href=${url}>Recording${length} at the carrier<//>
      <span class="quiet"> asks for the account's credentials</span>
    </p>`;
  }
  return html`<figure class="recording">
    <figcaption class="quiet">Recording${length}</figcaption>
    <audio ref=${audio} controls preload="none" src=${url} aria-label=${`Recording${length}`}></audio>
  </figure>`;
}

/** Ours is signed for us by S3; a carrier's file lies elsewhere. */
function isOurCopy(url) {
  return URL.canParse(url) && new URL(url).searchParams.has("X-Amz-Signature");
}

function MessageEntry({ message }) {
  return html`<li class="entry message">
    <span class="kind"><${Icon} name="message" /></span>
    <div class="what">
      <span class="strong">${caller(message.from)}</span>
      ${message.text && html`<p class="bubble">${message.text}</p>`}
      ${message.mediaUrls.map(
        (url, index) => html`<${Outside} key=${url} href=${url}>Attachment ${index + 1}<//>`,
      )}
    </div>
    <span class="when quiet"><${Clock} at=${message.receivedAt} /></span>
  </li>`;
}

/** A link that somebody else wrote: only to the web, and without saying where one comes from. */
function Outside({ href, children }) {
  const isWeb = URL.canParse(href) && /^https?:$/.test(new URL(href).protocol);
  if (!isWeb) return html`<span class="quiet">${children}</span>`;
  return html`<a href=${href} target="_blank" rel="noreferrer noopener">${children}</a>`;
}

function byDay(entries) {
  const days = new Map();
  for (const entry of entries) {
    const day = dayOf(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}
