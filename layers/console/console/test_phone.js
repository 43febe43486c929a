// On a stack on this machine: a phone that calls and writes to the workspace's numbers through the carriers' sandbox.
import { html, useEffect, useRef, useState } from "./html.js";
import { answersOf } from "./heard.js";
import { addFault, clearFaults, faults, placeCall, sendMessage } from "./local_stack.js";
import { useAction, useLive } from "./live.js";
import { matching } from "./number_list.js";
import { stateOf } from "./number_state.js";
import { national, toE164 } from "./phone_text.js";
import { Timeline } from "./timeline.js";
import { Card, carrierName, Empty, Field, Icon, Loading, PageTitle, Problem } from "./widgets.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", "⌫"];
const OUTCOMES = [
  ["completed", "Somebody answers"],
  ["no-answer", "Nobody answers"],
  ["busy", "Busy"],
  ["failed", "The call fails"],
  ["canceled", "The caller gives up"],
];
const FAULTS = [
  ["", "None"],
  ["401", "It refuses the credentials"],
  ["429", "It asks to wait"],
  ["500", "It is broken"],
  ["timeout", "It does not answer"],
  ["slow", "It takes five seconds"],
];
const READ = 200;

export function TestPhoneView({ api, workspace, id }) {
  const { data, error, reload } = useLive(
    (signal) => api.listNumbers(workspace, { limit: READ, signal }),
    [api, workspace],
    { every: 10_000 },
  );
  const callable = data?.entries.filter((each) => each.provider && stateOf(each) !== "archiving") ?? [];
  const linked = matching(callable, "", true);
  return html`<div class="view">
    <div class="head"><${PageTitle} title="Test phone" /></div>
    <p class="quiet">
      Call or text one of your numbers from here. The sandbox plays the carrier: what it sends and what it is told are the real thing.
    </p>
    <${Problem} error=${error} retry=${reload} />
    ${!data && !error && html`<${Loading} />`}
    ${data && !linked.length &&
    html`<${Empty} title="No number is linked">Create a number from the pool, or link one; then it can be called from here.<//>`}
    ${linked.length > 0 && html`<${Phone} ...${{ api, workspace, numbers: linked, id }} />`}
  </div>`;
}

function rings(number) {
  return ["rings", "linked"].includes(stateOf(number));
}

function Phone({ api, workspace, numbers, id }) {
  const [chosen, setChosen] = useState(() => id ?? String((numbers.find(rings) ?? numbers[0]).id));
  const number = numbers.find((each) => String(each.id) === chosen) ?? numbers[0];
  const [typed, setTyped] = useState("");
  const [from, setFrom] = useState("(415) 555-0199");
  const [outcome, setOutcome] = useState("completed");
  const [text, setText] = useState("Hello, are you open today?");
  const [heard, setHeard] = useState(null);
  const history = useRef(null);
  const order = () => ({ carrier: number.provider, number: number.phoneNumber, from: toE164(from) ?? from });
  const over = (result) => {
    setHeard(result);
    history.current?.reload();
  };
  const call = useAction(async () => over(answersOf(await placeCall({ ...order(), outcome, recording: true }))));
  const write = useAction(async () => over(answersOf(await sendMessage({ ...order(), text }))));
  const dial = (value) => {
    setTyped(value);
    const found = numbers.find((each) => each.phoneNumber === toE164(value));
    if (found) setChosen(String(found.id));
  };
  return html`<div class="columns phone-columns">
    <div>
      <section class="card phone" aria-label="Dial pad">
        <${Field} id="callee" label="Call">
          <select id="callee" value=${String(number.id)} onChange=${(event) => setChosen(event.target.value)}>
            ${numbers.map(
              (each) => html`<option value=${String(each.id)} selected=${each.id === number.id}>
                ${national(each.phoneNumber)}${each.name ? `, ${each.name}` : ""} (${carrierName(each.provider)})
              </option>`,
            )}
          </select>
        <//>
        <input
          class="dialled"
          type="tel"
          aria-label="Dialled number"
          placeholder=${national(number.phoneNumber)}
          value=${typed}
          onInput=${(event) => dial(event.target.value)}
        />
        <div class="pad" role="group" aria-label="Keys">
          ${KEYS.map(
            (key) => html`<button
              type="button"
              aria-label=${key === "⌫" ? "Delete" : key}
              onClick=${() => dial(key === "⌫" ? typed.slice(0, -1) : typed + key)}
            >
              ${key}
            </button>`,
          )}
        </div>
        <${Field} id="caller" label="From">
          <input id="caller" type="tel" value=${from} onInput=${(event) => setFrom(event.target.value)} />
        <//>
        <${Field} id="outcome" label="What happens">
          <select id="outcome" value=${outcome} onChange=${(event) => setOutcome(event.target.value)}>
            ${OUTCOMES.map(([value, label]) => html`<option value=${value} selected=${value === outcome}>${label}</option>`)}
          </select>
        <//>
        <button type="button" class="button call wide" disabled=${call.busy} onClick=${() => call.run()}>
          <${Icon} name="phone" />${call.busy ? "Calling…" : "Call"}
        </button>
        <div class="write">
          <label for="text" class="unseen">Message</label>
          <input id="text" value=${text} onInput=${(event) => setText(event.target.value)} />
          <button type="button" class="button" disabled=${write.busy || !text} onClick=${() => write.run()}>
            ${write.busy ? "Sending…" : "Send"}
          </button>
        </div>
        <${Problem} error=${call.error ?? write.error} />
      </section>
      <${Faults} carrier=${number.provider} />
    </div>
    <div>
      <${Heard} heard=${heard} isCalling=${call.busy} />
      <${Timeline}
        key=${number.uuid}
        ...${{ api, workspace, number, isCompact: true }}
        onHistory=${(now) => {
          history.current = now;
        }}
      />
    </div>
  </div>`;
}

/** What the caller hears, line by line. */
function Heard({ heard, isCalling }) {
  const speak = () => {
    window.speechSynthesis.cancel();
    for (const line of heard.lines.filter((each) => each.who === "line")) {
      window.speechSynthesis.speak(new SpeechSynthesisUtterance(line.text));
    }
  };
  const canSpeak = "speechSynthesis" in window && heard?.lines.some((each) => each.who === "line");
  return html`<${Card}
    title="What the caller hears"
    id="heard-title"
    aside=${canSpeak && html`<button type="button" class="button small" onClick=${speak}>Read aloud</button>`}
  >
    <div role="log" aria-label="What the caller hears">
      ${isCalling && html`<p class="quiet">Ringing…</p>`}
      ${!isCalling && !heard && html`<p class="quiet">Press Call. What your settings make the number say appears here.</p>`}
      ${!isCalling && heard &&
      html`<ol class="heard">
        ${heard.lines.map((line) => html`<li class=${line.who}>${line.text}</li>`)}
        ${!heard.lines.length && html`<li class="note">The caller hears nothing.</li>`}
      </ol>`}
    </div>
    ${!isCalling && heard &&
    html`<details>
      <summary>${heard.webhooks.length} ${heard.webhooks.length === 1 ? "webhook" : "webhooks"} sent</summary>
      <ul class="webhooks">
        ${heard.webhooks.map(
          (each) => html`<li><code>${each.event}</code><span class=${each.isFine ? "good" : "bad"}>${each.result}</span></li>`,
        )}
      </ul>
    </details>`}
  <//>`;
}

/** What the carrier does wrong from now on. */
function Faults({ carrier }) {
  const [kind, setKind] = useState("");
  const [waiting, setWaiting] = useState(0);
  const look = async () => setWaiting((await faults()).length);
  const set = useAction(async (value) => {
    setKind(value);
    await clearFaults();
    if (value === "slow") await addFault({ carrier, delaySeconds: 5, times: 20 });
    else if (value) await addFault({ carrier, status: value === "timeout" ? value : Number(value), times: 20 });
    await look();
  });
  useEffect(() => {
    look().catch(() => {});
  }, []);
  return html`<${Card} title="Trouble at the carrier" id="faults-title">
    <${Field} id="fault" label=${`When ${carrierName(carrier)} is asked for something`} hint="Try it, then archive a number.">
      <select id="fault" aria-describedby="fault-hint" value=${kind} onChange=${(event) => set.run(event.target.value)}>
        ${FAULTS.map(([value, label]) => html`<option value=${value} selected=${value === kind}>${label}</option>`)}
      </select>
    <//>
    ${waiting > 0 && html`<p class="notice warn" role="status">The next requests fail. Choose None to end it.</p>`}
    <${Problem} error=${set.error} />
  <//>`;
}
