// The frame around every view, and who is signed in.
import { html, useCallback, useEffect, useMemo, useState } from "./html.js";
import { addressOf, goTo, useAddress } from "./address.js";
import { Api } from "./api.js";
import { localStack } from "./local_stack.js";
import { NumbersView } from "./numbers.js";
import { forgetToken, keepToken, keptToken, Session } from "./session.js";
import { SignIn } from "./sign_in.js";
import { Empty, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const ENDED = "Your token was refused: it has expired or was revoked. Sign in again to go on where you were.";

/** The whole page. */
export function App() {
  const [token, setToken] = useState(keptToken);
  const [session, setSession] = useState(null);
  const [notice, setNotice] = useState("");
  const [failure, setFailure] = useState(null);
  const leave = useCallback((why = "") => {
    forgetToken();
    setToken(null);
    setSession(null);
    setFailure(null);
    setNotice(why);
  }, []);
  const api = useMemo(() => token && new Api(token, () => leave(ENDED)), [token]);
  const open = () => {
    setFailure(null);
    api.describeToken().then(
      (described) => setSession(new Session(described)),
      // Who was refused is asked for a token already.
      (error) => error.status !== 401 && setFailure(error),
    );
  };
  useEffect(() => {
    if (api && !session) open();
  }, [api]);
  const signedIn = (given, described) => {
    keepToken(given);
    setNotice("");
    setSession(new Session(described));
    setToken(given);
  };
  if (!token) return html`<${SignIn} notice=${notice} onSignedIn=${signedIn} />`;
  if (failure) return html`<main class="lonely"><${Problem} error=${failure} retry=${open} /></main>`;
  if (!session) return html`<main class="lonely"><${Loading} /></main>`;
  return html`<${Frame} api=${api} session=${session} onLeave=${() => leave()} />`;
}

function Frame({ api, session, onLeave }) {
  const address = useAddress();
  const workspace = address.workspace ?? session.workspaces[0]?.uuid;
  const [isLocal, setIsLocal] = useState(false);
  useEffect(() => {
    localStack().then((stack) => setIsLocal(Boolean(stack?.carriers)));
  }, []);
  if (!workspace) {
    return html`<main class="lonely">
      <${Empty} title="This token has no workspace">
        An operator can make one that has: trunkline tokens create --workspace.
      <//>
      <button type="button" class="button" onClick=${onLeave}>Sign out</button>
    </main>`;
  }
  const views = [
    ["overview", "Overview", "overview"],
    ["numbers", "Numbers", "numbers"],
    ...(session.mayReadWebhooks ? [["webhooks", "Webhooks", "webhooks"]] : []),
    ...(isLocal ? [["test-phone", "Test phone", "phone"]] : []),
  ];
  return html`<div class="frame">
    <a class="skip" href="#content" onClick=${skip}>Skip to the content</a>
    <header class="side">
      <a class="brand" href=${addressOf(workspace, "overview")}><span class="logo" aria-hidden="true"></span>Trunkline</a>
      <${Workspaces} session=${session} workspace=${workspace} />
      <nav aria-label="Views">
        ${views.map(
          ([name, label, icon]) => html`<a
            href=${addressOf(workspace, name)}
            aria-current=${address.view === name ? "page" : undefined}
          >
            <${Icon} name=${icon} />${label}
          </a>`,
        )}
      </nav>
      <div class="who">
        <span class="quiet" title=${[...session.scopes].join(", ")}>${session.role}</span>
        <button type="button" class="plain" onClick=${onLeave}><${Icon} name="leave" />Sign out</button>
      </div>
    </header>
    <main id="content" tabindex="-1">
      <${View} key=${`${workspace}/${address.view}/${address.id ?? ""}`} ...${{ api, session, workspace, address }} />
    </main>
  </div>`;
}

// The list is what most people come for; the others are fetched when somebody goes there.
const VIEWS = {
  numbers: async () => NumbersView,
  number: async () => (await import("./number.js")).NumberView,
  overview: async () => (await import("./overview.js")).OverviewView,
  webhooks: async () => (await import("./webhooks.js")).WebhooksView,
  webhook: async () => (await import("./webhook.js")).WebhookView,
  "test-phone": async () => (await import("./test_phone.js")).TestPhoneView,
};

// What an id after the view's name leads to.
const MEMBERS = { numbers: "number", webhooks: "webhook" };

function View({ api, session, workspace, address }) {
  const isMember = address.id && Object.hasOwn(MEMBERS, address.view);
  const name = isMember ? MEMBERS[address.view] : address.view;
  const [Found, setFound] = useState(() => (name === "numbers" ? NumbersView : null));
  const [isMissing, setMissing] = useState(false);
  const isKnown = Object.hasOwn(VIEWS, name);
  useEffect(() => {
    if (isKnown) VIEWS[name]().then((found) => setFound(() => found), () => setMissing(true));
  }, []);
  if (!isKnown) {
    return html`<${PageTitle} title="Nothing here" />
      <${Empty} title="There is no such page">Choose one of the views beside this text.<//>`;
  }
  if (isMissing) return html`<${NotFetched} />`;
  if (!Found) return html`<${Loading} />`;
  return html`<${Found} ...${{ api, session, workspace, id: address.id, part: address.part }} />`;
}

/** A deployment has other files than the one before, so an old page cannot fetch what it has not fetched yet. */
function NotFetched() {
  return html`<${PageTitle} title="This page is out of date" />
    <${Empty} title="A part of the console could not be fetched">
      There is probably a newer version, or no connection. Load the page again; you stay signed in.
    <//>
    <button type="button" class="button primary" onClick=${() => window.location.reload()}>Load again</button>`;
}

function Workspaces({ session, workspace }) {
  const isKnown = session.workspaces.some((each) => each.uuid === workspace);
  if (session.workspaces.length < 2 && isKnown) {
    return html`<p class="workspace quiet" title=${workspace}>${session.nameOf(workspace)}</p>`;
  }
  return html`<label class="workspace">
    <span class="unseen">Workspace</span>
    <select value=${workspace} onChange=${(event) => goTo(addressOf(event.target.value, "numbers"))}>
      ${!isKnown && html`<option value=${workspace} selected>Not one of yours</option>`}
      ${session.workspaces.map(
        (each) => html`<option value=${each.uuid} selected=${each.uuid === workspace}>${session.nameOf(each.uuid)}</option>`,
      )}
    </select>
  </label>`;
}

/** The address after the # names the view, so the link itself must not change it. */
function skip(event) {
  event.preventDefault();
  document.getElementById("content").focus();
}
