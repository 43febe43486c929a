// Times as people say them; the exact one is on the element's title.
import { html } from "./html.js";
import { useNow } from "./live.js";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayName = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Infinity],
];

/** "3 minutes ago", with the exact time on hover. */
export function Ago({ at }) {
  const now = useNow();
  if (!at) return null;
  return html`<time datetime=${at} title=${exact.format(new Date(at))}>${ago(at, now)}</time>`;
}

/** "14:05", with the exact time on hover. */
export function Clock({ at }) {
  return html`<time datetime=${at} title=${exact.format(new Date(at))}>${clock.format(new Date(at))}</time>`;
}

export function ago(at, now = Date.now()) {
  let amount = (new Date(at).getTime() - now) / 1000;
  if (Math.abs(amount) < 10) return "just now";
  for (const [unit, many] of STEPS) {
    if (Math.abs(amount) < many) return relative.format(Math.round(amount), unit);
    amount /= many;
  }
  return "";
}

/** The local day of a time, to group by: "2026-11-29". */
export function dayOf(at) {
  const date = new Date(at);
  const two = (value) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "Today", "Yesterday", "Tuesday, 24 November". */
export function dayTitle(day) {
  const today = new Date();
  if (day === dayOf(today)) return "Today";
  if (day === dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1))) return "Yesterday";
  return dayName.format(new Date(`${day}T12:00:00`));
}

/** "24 Nov" of a day. */
export function dayLabel(day) {
  return shortDay.format(new Date(`${day}T12:00:00`));
}

/** The last `count` days, the oldest first. */
export function lastDays(count) {
  const today = new Date();
  const at = (back) => dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - back));
  return Array.from({ length: count }, (_, index) => at(count - 1 - index));
}

/** "1:05", "1:02:03". */
export function duration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
