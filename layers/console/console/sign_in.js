// Asking for a token.
import { html, useEffect, useState } from "./html.js";
import { Api } from "./api.js";
import { useAction } from "./live.js";
import { demoTenants } from "./local_stack.js";
import { Field, Problem } from "./widgets.js";

const SCOPES = { read: "Read only", write: "Editor", admin: "Admin" };

/** `onSignedIn(token, described)` is called with a token that the API accepts. */
export function SignIn({ notice, onSignedIn }) {
  const [token, setToken] = useState("");
  const [tenants, setTenants] = useState([]);
  useEffect(() => {
    document.title = "Sign in · Trunkline";
    demoTenants().then(setTenants);
  }, []);
  const signIn = useAction(async (given) => {
    const trimmed = given.trim().replace(/^Bearer\s+/i, "");
    onSignedIn(trimmed, await new Api(trimmed).describeToken());
  });
  const submit = (event) => {
    event.preventDefault();
    signIn.run(token);
  };
  return html`<main class="sign-in" id="content">
    <div class="brand large"><span class="logo" aria-hidden="true"></span>Trunkline</div>
    <h1>Sign in</h1>
    <p class="quiet">Your phone numbers: which of them ring, who called, and what archiving one would touch.</p>
    ${notice && !signIn.error && html`<p class="notice" role="status">${notice}</p>`}
    <form onSubmit=${submit}>
      <${Field} id="token" label="Workspace token" hint="Kept in this tab only, and forgotten when you close it.">
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck="false"
          placeholder="tl_…"
          required
          aria-describedby="token-hint"
          value=${token}
          onInput=${(event) => setToken(event.target.value)}
        />
      <//>
      ${signIn.error && html`<${Refused} error=${signIn.error} />`}
      <button class="button primary wide" disabled=${signIn.busy}>${signIn.busy ? "Signing in…" : "Sign in"}</button>
    </form>
    ${tenants.length > 0 && html`<${Demo} tenants=${tenants} onChoose=${signIn.run} busy=${signIn.busy} />`}
    <p class="quiet small">
      <a href="docs">API reference</a>
    </p>
  </main>`;
}

function Refused({ error }) {
  if (error.status !== 401) return html`<${Problem} error=${error} />`;
  return html`<div class="problem" role="alert">
    <div>
      <strong>This token was not accepted</strong>
      <p>It is incomplete, was revoked or has expired. An operator can make a new one: trunkline tokens create.</p>
    </div>
  </div>`;
}

function Demo({ tenants, onChoose, busy }) {
  return html`<section class="demo" aria-label="Demo tenants">
    <h2>Demo tenants of this machine</h2>
    ${tenants.map(
      (tenant) => html`<div class="demo-tenant" key=${tenant.name}>
        <span>${tenant.name}</span>
        ${Object.entries(SCOPES).map(
          ([scope, label]) => html`<button
            type="button"
            class="button"
            disabled=${busy}
            aria-label=${`${label} of ${tenant.name}`}
            onClick=${() => onChoose(tenant.tokens[scope])}
          >
            ${label}
          </button>`,
        )}
      </div>`,
    )}
  </section>`;
}
