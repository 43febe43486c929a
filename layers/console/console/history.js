// What happened at a number: its calls and messages as one list, the newest first.
import { useCallback, useEffect, useMemo, useRef, useState } from "./html.js";
import { useLive } from "./live.js";

/** What is drawn at once, and what charts look back at: one query of the table each. */
const QUICK = 25;
export const DEEP = 500;

/**
 * The history of a number: `{entries, isComplete, more(), error}`.
 *
 * Entries are `{kind: "call" | "message", at, ...}`. The newest of both kinds are read again for as long as the view is open.
 */
export function useHistory(api, workspace, number) {
  const dependencies = [api, workspace, number.uuid];
  const newest = useLive(
    async (signal) => {
      const page = { limit: QUICK, signal };
      const [calls, messages] = await Promise.all([
        api.listCalls(workspace, number.id, page),
        api.listMessages(workspace, number.id, page),
      ]);
      return { calls, messages };
    },
    dependencies,
  );
  const [older, setOlder] = useState(null);
  const [error, setError] = useState(null);
  const [isReading, setReading] = useState(false);
  const latest = useRef(null);
  latest.current = older;
  const isLoaded = newest.data !== undefined;

  useEffect(() => setOlder(null), dependencies);
  const more = useCallback(async () => {
    setReading(true);
    setError(null);
    try {
      const [calls, messages] = await Promise.all([
        next(latest.current?.calls, (cursor) => api.listCalls(workspace, number.id, { limit: DEEP, cursor })),
        next(latest.current?.messages, (cursor) => api.listMessages(workspace, number.id, { limit: DEEP, cursor })),
      ]);
      setOlder({ calls, messages });
    } catch (failure) {
      setError(failure);
    } finally {
      setReading(false);
    }
  }, dependencies);
  // The charts look further back than what is drawn at once.
  const hasMore = Boolean(newest.data?.calls.next || newest.data?.messages.next);
  useEffect(() => {
    if (isLoaded && hasMore && !latest.current) more();
  }, [isLoaded, hasMore]);

  const calls = merged("call", newest.data?.calls, older?.calls);
  const messages = merged("message", newest.data?.messages, older?.messages);
  const reachesBackTo = Math.max(calls.reach, messages.reach);
  const entries = useMemo(
    () => [...calls.entries, ...messages.entries].filter(({ at }) => Date.parse(at) >= reachesBackTo).sort(newestFirst),
    [newest.data, older],
  );
  return {
    entries,
    isLoaded,
    isComplete: isLoaded && !calls.next && !messages.next,
    /** Of before this time not everything is known; null when all is. */
    since: reachesBackTo === -Infinity ? null : reachesBackTo,
    isReading,
    more,
    reload: newest.reload,
    error: newest.error ?? error,
  };
}

/** A list with the page after it, or the first one. */
async function next(list, fetchPage) {
  if (list && !list.next) return list;
  const page = await fetchPage(list?.next);
  return { entries: [...(list?.entries ?? []), ...page.entries], next: page.next };
}

function merged(kind, newest, older) {
  const byId = new Map();
  for (const each of older?.entries ?? []) byId.set(each.id, each);
  for (const each of newest?.entries ?? []) byId.set(each.id, each);
  const entries = [...byId.values()].map((each) => ({ ...each, kind, at: each.startedAt ?? each.receivedAt }));
  const next = older ? older.next : newest?.next;
  const reach = next ? Math.min(...entries.map(({ at }) => Date.parse(at))) : -Infinity;
  return { entries, next, reach };
}

function newestFirst(one, other) {
  return Date.parse(other.at) - Date.parse(one.at);
}

const OUTCOMES = {
  completed: ["answered", "Answered"],
  no_answer: ["missed", "Missed"],
  busy: ["missed", "Busy"],
  canceled: ["missed", "Caller gave up"],
  failed: ["failed", "Failed"],
};

/** How a call went: `[tone, label]`; of one that has not ended, where it stands. */
export function outcomeOf(call) {
  if (OUTCOMES[call.status]) return OUTCOMES[call.status];
  const isTalking = call.status === "in_progress";
  return ["now", isTalking ? "In progress" : call.status === "ringing" ? "Ringing" : "Starting"];
}
