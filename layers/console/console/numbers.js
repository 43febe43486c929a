// All numbers of a workspace.
import { html, useEffect, useRef, useState } from "./html.js";
import { addressOf, goTo } from "./address.js";
import { HealthMark, useUnhealthy } from "./health.js";
import { NewNumber } from "./new_number.js";
import { matching, usePages } from "./number_list.js";
import { StateMark } from "./number_state.js";
import { country, national } from "./phone_text.js";
import { Ago } from "./times.js";
import { carrierName, Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const ROWS = 100;
const count = new Intl.NumberFormat("en");

export function NumbersView({ api, session, workspace }) {
  const [isArchived, setArchived] = useState(false);
  const [typed, setTyped] = useState("");
  const [rows, setRows] = useState(ROWS);
  const [isCreating, setCreating] = useState(false);
  const list = usePages(
    (page) => api.listNumbers(workspace, { archived: isArchived, ...page }),
    [api, workspace, isArchived],
  );
  const unhealthy = new Map(useUnhealthy(api, workspace, list.isLoaded).map((each) => [each.uuid, each.status]));
  const search = useRef(null);
  useSlash(search);

  // The API does not search; whoever does reads the whole list, once.
  const isSearching = typed.trim() !== "";
  useEffect(() => {
    if (isSearching && list.isLoaded && !list.isComplete && !list.isReading && !list.error) list.all();
  }, [isSearching, list.isLoaded, list.isComplete, list.isReading, list.error]);

  const found = matching(list.entries, typed, list.isComplete);
  const shown = found.slice(0, rows);
  const hasMore = found.length > rows || (!list.isComplete && !isSearching);
  const showMore = () => {
    setRows((before) => before + ROWS);
    if (found.length <= rows + ROWS && !list.isComplete && !list.isReading) list.more();
  };
  const choose = (archived) => {
    setArchived(archived);
    setRows(ROWS);
  };
  return html`<div class="view">
    <div class="head">
      <${PageTitle} title="Numbers" />
      ${session.mayWrite &&
      html`<button type="button" class="button primary" onClick=${() => setCreating(true)}>
        <${Icon} name="add" />New number
      </button>`}
    </div>
    <div class="tools">
      <label class="search">
        <${Icon} name="search" />
        <span class="unseen">Search by number or name</span>
        <input
          ref=${search}
          type="search"
          placeholder="Search by number or name"
          value=${typed}
          onInput=${(event) => {
            setTyped(event.target.value);
            setRows(ROWS);
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <div class="segments" role="group" aria-label="Which numbers">
        <button type="button" aria-pressed=${!isArchived} onClick=${() => choose(false)}>Live</button>
        <button type="button" aria-pressed=${isArchived} onClick=${() => choose(true)}>Archived</button>
      </div>
      <span class="quiet count" role="status">${told(list, found, isSearching)}</span>
    </div>
    <${Problem} error=${list.error} retry=${list.reload} />
    ${!list.isLoaded && !list.error && html`<${Loading} lines="6" />`}
    ${list.isLoaded && (shown.length ? html`<${Table} numbers=${shown} ...${{ workspace, unhealthy }} />` : html`<${None} ...${{
      isArchived,
      isSearching,
      isReading: list.isReading,
      mayWrite: session.mayWrite,
    }} />`)}
    ${shown.length > 0 && hasMore && html`<${More} key=${rows} onMore=${showMore} isReading=${list.isReading} />`}
    ${isCreating &&
    html`<${NewNumber}
      ...${{ api, workspace }}
      onClose=${() => setCreating(false)}
      onCreated=${(number) => goTo(addressOf(workspace, "numbers", number.id))}
    />`}
  </div>`;
}

function told(list, found, isSearching) {
  if (!list.isLoaded) return "";
  if (isSearching && !list.isComplete) return `Searching… ${count.format(list.entries.length)} read`;
  const many = count.format(found.length);
  if (isSearching) return `${many} found`;
  return list.isComplete ? `${many} ${found.length === 1 ? "number" : "numbers"}` : `${many} read so far`;
}

function Table({ numbers, workspace, unhealthy }) {
  return html`<div class="table" role="table" aria-label="Numbers">
    <div class="row titles" role="row">
      ${["Number", "Name", "State", "Carrier", "Changed"].map(
        (title) => html`<span role="columnheader">${title}</span>`,
      )}
    </div>
    ${numbers.map(
      (number) => html`<div class="row" role="row" key=${number.uuid}>
        <span role="cell" class="main">
          <a href=${addressOf(workspace, "numbers", number.id)} title=${country(number.phoneNumber)}>
            ${national(number.phoneNumber)}
          </a>
        </span>
        <span role="cell" class="name">${number.name ?? html`<span class="quiet">No name</span>`}</span>
        <span role="cell" class="state">
          <${StateMark} number=${number} /> <${HealthMark} status=${unhealthy.get(number.uuid)} />
        </span>
        <span role="cell" class="carrier">${carrierName(number.provider) || html`<span class="quiet">–</span>`}</span>
        <span role="cell" class="quiet changed"><${Ago} at=${number.updatedAt} /></span>
      </div>`,
    )}
  </div>`;
}

function None({ isArchived, isSearching, isReading, mayWrite }) {
  if (isSearching && isReading) return html`<${Loading} />`;
  if (isSearching) return html`<${Empty} title="No number matches">Search by part of a number or of a name.<//>`;
  if (isArchived) return html`<${Empty} title="Nothing is archived">Numbers that you archive stay here with their history.<//>`;
  return html`<${Empty} title="No numbers yet">
    ${mayWrite
      ? "Create the first one: choose New number, then a number from your organisation's pool."
      : "When somebody creates a number in this workspace, it appears here."}
  <//>`;
}

/** A button that presses itself when it comes into sight. */
function More({ onMore, isReading }) {
  const button = useRef(null);
  useEffect(() => {
    const watching = new IntersectionObserver(([entry]) => entry.isIntersecting && onMore(), { rootMargin: "400px" });
    watching.observe(button.current);
    return () => watching.disconnect();
  }, [isReading]);
  return html`<button type="button" class="button wide" ref=${button} onClick=${onMore} disabled=${isReading}>
    ${isReading ? "Loading…" : "Show more"}
  </button>`;
}

/** "/" leads to the search, unless one types. */
function useSlash(input) {
  useEffect(() => {
    const lead = (event) => {
      const isTyping = event.target.closest("input, textarea, select, dialog");
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", lead);
    return () => document.removeEventListener("keydown", lead);
  }, []);
}
