// A number's settings, each with what it does.
import { html, useState } from "./html.js";
import { useAction } from "./live.js";
import { toE164 } from "./phone_text.js";
import { stateOf } from "./number_state.js";
import { Card, Field, Problem } from "./widgets.js";

const MODES = [
  ["", "Nothing special"],
  ["always_forward", "Always forward"],
  ["forward_off_hours", "Forward outside working hours"],
  ["always_message", "Always say a message"],
  ["message_off_hours", "Say a message outside working hours"],
  ["voicemail", "Voicemail"],
  ["voicemail_off_hours", "Voicemail outside working hours"],
];
const GROUPS = [
  {
    title: "General",
    fields: [
      ["name", "text", "Name", "How your colleagues know this number.", 100],
      ["assistantEnabled", "flag", "Assistant", "Whether the assistant may answer for this number."],
      ["defaultWorkflowId", "number", "Default workflow", "The id of the workflow that takes what comes in."],
      ["restartDelay", "number", "Restart after", "Seconds of silence after which a conversation starts afresh."],
      ["restartPrompt", "long", "Restart prompt", "What the assistant is told when it does."],
    ],
  },
  {
    title: "Calls",
    fields: [
      ["enableVoice", "flag", "Take calls", "When this is off, callers hear the unavailable message."],
      ["voiceGreetingMessage", "long", "Greeting", "What callers hear first."],
      ["voiceWorkMode", "mode", "Then", "What happens to a call after the greeting."],
      ["voiceForwardNumber", "phone", "Forward to", "The number that calls are forwarded to."],
      ["voiceUnavailableMessage", "long", "Unavailable message", "What callers hear when nobody can take the call."],
      ["voiceOffHoursMessage", "long", "Message outside working hours", "What callers hear then."],
      ["voicemailGreeting", "long", "Voicemail greeting", "What callers hear before they leave a message."],
    ],
  },
  {
    title: "Messages",
    fields: [
      ["enableSms", "flag", "Take text messages", "When this is off, nobody reads what is written to this number."],
      ["enableWhatsApp", "flag", "Take WhatsApp messages", "Whether WhatsApp messages are taken as well."],
      ["smsWorkMode", "mode", "Then", "What happens to a message."],
      ["smsForwardNumber", "phone", "Forward to", "The number that messages are forwarded to."],
      ["smsUnavailableMessage", "long", "Unavailable message", "The reply when nobody can take the message."],
      ["smsOffHoursMessage", "long", "Message outside working hours", "The reply then."],
    ],
  },
  {
    title: "Who may write",
    fields: [
      ["allowSignup", "flag", "Sign up", "Whether strangers may become members; they get the role below."],
      ["signupMemberRoleId", "number", "Role of new members", "The id of the role."],
      ["allowAnonymous", "flag", "Anonymous callers", "Whether callers without a number are taken; they get the role below."],
      ["anonymousMemberRoleId", "number", "Role of anonymous callers", "The id of the role."],
      ["anonymousRejectionMessage", "long", "Rejection of anonymous callers", "What they hear when they are not."],
    ],
  },
  {
    title: "Brand",
    fields: [
      ["brandName", "text", "Brand", "The name that recipients see.", 100],
      ["brandDescription", "long", "Description", "What the brand does."],
      ["brandWebsite", "text", "Website", "Its address, with https://.", 255],
    ],
  },
];
const NAMES = GROUPS.flatMap(({ fields }) => fields.map(([name]) => name));

export function SettingsForm({ api, session, workspace, number, reload }) {
  const [saved, setSaved] = useState(() => settingsOf(number));
  const [edited, setEdited] = useState({});
  const [isDone, setDone] = useState(false);
  const mayEdit = session.mayWrite && !["archived", "archiving"].includes(stateOf(number));
  const changes = Object.fromEntries(Object.entries(edited).filter(([name, value]) => value !== saved[name]));
  const save = useAction(async () => {
    const updated = await api.updateNumber(workspace, number.id, changes);
    setSaved(settingsOf(updated));
    setEdited({});
    setDone(true);
    reload();
  });
  const change = (name, value) => {
    setDone(false);
    setEdited((before) => ({ ...before, [name]: value }));
  };
  const submit = (event) => {
    event.preventDefault();
    save.run();
  };
  const count = Object.keys(changes).length;
  const wrong = save.error?.message?.match(/^(?:body\.)?([A-Za-z]+):/)?.[1];
  return html`<form class="settings" onSubmit=${submit}>
    <fieldset disabled=${!mayEdit}>
      <legend class="unseen">Settings</legend>
      ${!session.mayWrite && html`<p class="notice">Changing settings needs a token with phones:write.</p>`}
      ${GROUPS.map(
        ({ title, fields }) => html`<${Card} title=${title} id=${`settings-${title.replaceAll(" ", "-")}`} key=${title}>
          ${fields.map(
            (field) => html`<${Setting}
              key=${field[0]}
              field=${field}
              isWrong=${wrong === field[0]}
              value=${field[0] in edited ? edited[field[0]] : saved[field[0]]}
              onChange=${change}
            />`,
          )}
        <//>`,
      )}
    </fieldset>
    ${mayEdit &&
    html`<div class="save-bar">
      <${Problem} error=${save.error} />
      <p role="status" class="quiet">
        ${isDone && !count ? "Saved." : count ? `${count} ${count === 1 ? "change" : "changes"} not saved` : ""}
      </p>
      <button type="button" class="button" disabled=${!count || save.busy} onClick=${() => setEdited({})}>Discard</button>
      <button class="button primary" disabled=${!count || save.busy}>${save.busy ? "Saving…" : "Save"}</button>
    </div>`}
  </form>`;
}

function settingsOf(number) {
  return Object.fromEntries(NAMES.map((name) => [name, number[name] ?? null]));
}

function Setting({ field: [name, kind, label, hint, most], value, isWrong, onChange }) {
  const id = `setting-${name}`;
  const given = { id, "aria-describedby": `${id}-hint`, "aria-invalid": isWrong || undefined };
  if (kind === "flag") {
    return html`<div class="field flag">
      <input type="checkbox" role="switch" ...${given} checked=${value} onChange=${(event) => onChange(name, event.target.checked)} />
      <label for=${id}>${label}</label>
      <p class="hint" id=${`${id}-hint`}>${hint}</p>
    </div>`;
  }
  return html`<${Field} id=${id} label=${label} hint=${hint}><${Input} ...${{ kind, given, value, most }} onValue=${(typed) => onChange(name, typed)} /><//>`;
}

function Input({ kind, given, value, most, onValue }) {
  const typed = (event) => event.target.value;
  if (kind === "mode") {
    return html`<select ...${given} value=${value ?? ""} onChange=${(event) => onValue(typed(event) || null)}>
      ${MODES.map(([mode, label]) => html`<option value=${mode} selected=${mode === (value ?? "")}>${label}</option>`)}
    </select>`;
  }
  if (kind === "long") {
    return html`<textarea ...${given} rows="2" maxlength="1000" value=${value ?? ""} onInput=${(event) => onValue(typed(event) || null)}></textarea>`;
  }
  if (kind === "number") {
    const read = (event) => (typed(event) === "" ? null : Number(typed(event)));
    return html`<input type="number" min="0" step="1" ...${given} value=${value ?? ""} onInput=${(event) => onValue(read(event))} />`;
  }
  if (kind === "phone") {
    // What is typed stays while it is typed; what can be a number is sent as one.
    const settle = (event) => onValue(typed(event) ? (toE164(typed(event)) ?? typed(event)) : null);
    return html`<input type="tel" ...${given} value=${value ?? ""} onInput=${(event) => onValue(typed(event) || null)} onBlur=${settle} />`;
  }
  return html`<input type="text" ...${given} maxlength=${most} value=${value ?? ""} onInput=${(event) => onValue(typed(event) || null)} />`;
}
