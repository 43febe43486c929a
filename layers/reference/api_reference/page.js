// The page shows the document of the stack that serves it, and "Try it out" calls the same stack.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// What a route answers when something is wrong stays folded, one line a status, until somebody asks for it.
const FIRST_ERROR = 400;

const foldedErrors = ({ React }) => {
  const h = React.createElement;
  const cases = (response) => response.getIn(["content", "application/json", "examples"])?.size ?? 0;
  const fold = (Response) =>
    function FoldedResponse(props) {
      const [isOpen, setOpen] = React.useState(false);
      if (!(Number(props.code) >= FIRST_ERROR)) return h(Response, props);
      const count = cases(props.response);
      const label = [props.response.get("description"), count > 1 && `(${count} cases)`].filter(Boolean).join(" ");
      const toggle = h(
        "button",
        { type: "button", className: "error-toggle", "aria-expanded": isOpen, onClick: () => setOpen(!isOpen) },
        label,
      );
      const line = h(
        "tr",
        { className: `error-line ${props.className}` },
        h("td", { className: "response-col_status" }, props.code),
        h("td", { className: "response-col_description" }, toggle),
      );
      return h(React.Fragment, null, line, isOpen && h(Response, props));
    };
  return { wrapComponents: { response: fold } };
};

// Swagger UI lays the first of two types over both, and then names it twice.
const typesNamedOnce = () => ({
  afterLoad() {
    const label = this.fn.getSchemaObjectTypeLabel;
    this.fn.getSchemaObjectTypeLabel = (schema) =>
      label(schema?.has?.("anyOf") ? schema.filter((_, keyword) => keyword === "anyOf") : schema);
  },
});

const ui = window.SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [foldedErrors, typesNamedOnce],
  onComplete: () => fillInDemoTenant(),
});

// A stack on this machine has demo tenants, whose keys are no secrets: nobody has to look for a token to try it out.
const IS_THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(window.location.hostname);
const CHOSEN = "trunkline demo tenant";

async function fillInDemoTenant() {
  if (!IS_THIS_MACHINE) return;
  const response = await fetch("/_local/stack.json").catch(() => null);
  if (!response?.ok) return;
  const { tenants } = await response.json();
  const names = Object.keys(tenants);
  if (!names.length) return;
  const banner = document.createElement("p");
  const choice = document.createElement("select");
  choice.append(...names.map((name) => new Option(name)));
  choice.setAttribute("aria-label", "Demo tenant");
  const chosen = window.sessionStorage.getItem(CHOSEN);
  choice.value = names.includes(chosen) ? chosen : names[0];
  const workspace = document.createElement("code");
  banner.className = "demo";
  const whose = document.createElement("span");
  banner.append("Local stack: every dialect is filled in with the keys of the demo tenant ", choice, ", workspace ", workspace, whose);
  const description = ui.specSelectors.specStr();
  const named = names.find((name) => description.includes(tenants[name].workspaceUuid));
  const fillIn = () => {
    const tenant = tenants[choice.value];
    window.sessionStorage.setItem(CHOSEN, choice.value);
    workspace.textContent = tenant.workspaceUuid;
    whose.textContent = named && named !== choice.value ? `. The examples name records of ${named}, which are 404 for this tenant` : "";
    ui.preauthorizeApiKey("bearer", tenant.tokens.admin);
    ui.preauthorizeApiKey("quoKey", tenant.quoKey);
    ui.preauthorizeApiKey("zuduKey", tenant.zudu.key);
    ui.preauthorizeApiKey("zuduSecret", tenant.zudu.secret);
  };
  choice.addEventListener("change", fillIn);
  fillIn();
  document.querySelector("main").before(banner);
}
