// What a caller hears: the documents that Twilio and Plivo were answered with, or the commands that Telnyx was sent.

const WAIT = "The caller waits";
const ELSEWHERE = "Nothing arrived here: the carrier sends what comes to this number elsewhere. Register it with its account first.";

/** The sandbox's report as `{lines: [{who, text}], webhooks: [{event, result, isFine}]}`. */
export function answersOf(report) {
  const lines = [
    ...(report.deliveries ?? []).flatMap((each) => spoken(each.answer)),
    ...(report.call?.commands ?? []).flatMap(commanded),
    ...(report.notes ?? []).map((note) => ({ who: "note", text: String(note) })),
  ];
  const webhooks = (report.deliveries ?? []).map(delivered);
  if (!webhooks.some((each) => each.isFine)) lines.push({ who: "note", text: ELSEWHERE });
  return { lines, webhooks };
}

function delivered({ event, status, error }) {
  const isFine = status >= 200 && status < 300;
  return { event, isFine, result: error ? String(error) : `${status} ${isFine ? "taken" : "refused"}` };
}

function spoken(answer) {
  if (!answer?.includes("<Response")) return [];
  const document = new DOMParser().parseFromString(answer, "application/xml");
  return [...document.documentElement.children].flatMap(element);
}

function element(verb) {
  const text = verb.textContent.trim();
  switch (verb.localName) {
    case "Say":
    case "Speak":
      return [{ who: "line", text }];
    case "Dial":
      return [{ who: "note", text: `The call is forwarded to ${text}` }];
    case "Record":
      return [{ who: "note", text: "Beep. What the caller says is recorded" }];
    case "Message":
      return [{ who: "line", text: `Reply: ${text}` }];
    case "Reject":
      return [{ who: "note", text: "The call is rejected" }];
    case "Hangup":
      return [{ who: "note", text: "The line ends the call" }];
    case "Wait":
    case "Pause":
      return [{ who: "note", text: WAIT }];
    default:
      return [];
  }
}

function commanded({ command, parameters }) {
  switch (command) {
    case "speak":
      return [{ who: "line", text: parameters.payload }];
    case "transfer":
      return [{ who: "note", text: `The call is forwarded to ${parameters.to}` }];
    case "record_start":
      return [{ who: "note", text: "Beep. What the caller says is recorded" }];
    case "reject":
      return [{ who: "note", text: "The call is rejected" }];
    case "hangup":
      return [{ who: "note", text: "The line ends the call" }];
    default:
      return [];
  }
}
