// What several views are made of.
import { html, useEffect, useLayoutEffect, useRef } from "./html.js";
import { NoConnectionError } from "./api.js";

const DRAWN = {
  overview: "M4 13h6V4H4zM14 20h6V4h-6zM4 20h6v-3H4z",
  numbers: "M4 6h16M4 12h16M4 18h10",
  webhooks: "M13 3L5 14h6l-1 7 8-11h-6z",
  phone: "M6 3h4l2 5-2.500 1.500a11 11 0 0 0 5 5L16 12l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 4 5a2 2 0 0 1 2-2z",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  back: "M14 6l-6 6 6 6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4 4",
  add: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  close: "M6 6l12 12M18 6L6 18",
  incoming: "M18 6L7 17M7 9v8h8",
  outgoing: "M6 18L17 7M9 7h8v8",
  missed: "M4 8l8 7 8-7M4 13V8h5",
  message: "M4 5h16v11H9l-5 4z",
  check: "M5 12.500l4.500 4.500L19 7.500",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.5",
  tick: "M12 7v5l3 2",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.500-5.500L12 7.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.500 5.500L12 16.500",
};

/** A small drawing beside a text that says the same, so screen readers leave it out. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${DRAWN[name]} /></svg>`;
}

/** What went wrong and what to do about it. */
export function Problem({ error, retry, children }) {
  if (!error) return null;
  const { title, advice } = explained(error);
  return html`<div class="problem" role="alert">
    <${Icon} name="warning" />
    <div>
      <strong>${title}</strong>
      <p>${advice}</p>
      ${error.requestId && error.status >= 500 && html`<p class="quiet">Request ${error.requestId}</p>`}
      ${children}
    </div>
    ${retry && html`<button type="button" class="button" onClick=${retry}>Try again</button>`}
  </div>`;
}

function explained(error) {
  if (error instanceof NoConnectionError) {
    return { title: error.message, advice: "Check your connection. What is shown may be out of date." };
  }
  const say = (title, advice) => ({ title, advice: advice ?? error.message });
  if (error.status === 401) return say("The token was not accepted", "Sign in again.");
  if (error.status === 403) {
    return say("This token may not do that", `${error.message}. Ask for a token that has this scope.`);
  }
  if (error.status === 404) return say("Not found", "It does not exist, or it belongs to somebody else.");
  if (error.status === 409) return say("That is not possible now");
  if (error.status === 400 || error.status === 422) return say("That was not accepted", sentence(error.message));
  if (error.status === 429) return say("Too many requests", "Wait a moment, then try again.");
  if (error.status >= 500) return say("Something went wrong at our end", "Nothing was lost. Try again in a moment.");
  return say("Something went wrong", error.message);
}

/** "body.name: too long" without the part of the request that it is about. */
function sentence(detail) {
  return detail.replace(/^(body|query|path)\./, "");
}

/** A list that has nothing in it, and what to do then. */
export function Empty({ title, children }) {
  return html`<div class="empty"><h3>${title}</h3><p>${children}</p></div>`;
}

/** Grey lines where something will be. */
export function Loading({ lines = 3 }) {
  return html`<div class="loading" role="status" aria-label="Loading">
    ${Array.from({ length: lines }, () => html`<span></span>`)}
  </div>`;
}

/** A titled part of a page. */
export function Card({ title, aside, children, id }) {
  return html`<section class="card" aria-labelledby=${id}>
    <header><h2 id=${id}>${title}</h2>${aside}</header>
    ${children}
  </section>`;
}

/** A dialog of the browser's own: it holds the keyboard, Escape closes it, and the focus returns where it was. */
export function Dialog({ title, onClose, children, id }) {
  const element = useRef(null);
  const heading = useRef(null);
  // Before the dialog leaves the page and not after: otherwise the focus falls to the page and is there for a moment.
  useLayoutEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    dialog.showModal();
    heading.current.focus();
    return () => {
      dialog.close();
      opener?.focus?.();
    };
  }, []);
  const onCancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${element} onCancel=${onCancel} aria-labelledby=${id}>
    <header>
      <h2 id=${id} tabindex="-1" ref=${heading}>${title}</h2>
      <button type="button" class="plain" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    ${children}
  </dialog>`;
}

/** A labelled field: `children` is its input, which has the id `id`. */
export function Field({ id, label, hint, children }) {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${children}
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  </div>`;
}

/** A value with a button that copies it. */
export function Copyable({ value, label }) {
  const copy = () => navigator.clipboard?.writeText(value);
  return html`<span class="copyable">
    <code>${value}</code>
    <button type="button" class="plain" aria-label=${`Copy ${label}`} title="Copy" onClick=${copy}>
      <${Icon} name="copy" />
    </button>
  </span>`;
}

/** The heading of a page; it has the focus when the page opens, so that a screen reader says where one is. */
export function PageTitle({ children, title }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · Trunkline`;
    // Whoever has begun to type or tab elsewhere is not torn away.
    if (document.activeElement === document.body) heading.current.focus({ preventScroll: true });
  }, [title]);
  return html`<h1 ref=${heading} tabindex="-1">${children ?? title}</h1>`;
}

/** "Twilio" of "twilio". */
export function carrierName(carrier) {
  return carrier ? carrier[0].toUpperCase() + carrier.slice(1) : "";
}
