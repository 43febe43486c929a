// A list of the API that comes in pages: the first is kept up to date, the others are read when they are wanted.
import { useCallback, useEffect, useMemo, useRef, useState } from "./html.js";
import { useLive } from "./live.js";
import { national } from "./phone_text.js";

const FIRST = 100;
const LARGEST_PAGE = 1000;
const REFRESH_MS = 10_000;
const NOTHING = [];

/**
 * The entries of a list, each with a `uuid`.
 *
 * `fetchPage({limit, cursor, signal})` gives `{entries, next}`. Returns what has been read, whether that is all, `more()`
 * for the next page and `all()` for what is left of it.
 */
export function usePages(fetchPage, dependencies) {
  const first = useLive((signal) => fetchPage({ limit: FIRST, signal }), dependencies, { every: REFRESH_MS });
  const [rest, setRest] = useState(null);
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState(null);
  const turn = useRef(0);
  const head = first.data?.entries ?? NOTHING;
  const members = head.map((each) => each.uuid).join();
  const start = useRef(null);
  start.current = first.data?.next ?? null;

  // Pages are cut by position: when the first one has other members, the others begin elsewhere.
  useEffect(() => {
    turn.current += 1;
    setRest(null);
  }, [members, ...dependencies]);

  const read = useCallback(async (isAll) => {
    const mine = ++turn.current;
    setReading(true);
    setError(null);
    try {
      let { entries, next } = latest.current ?? { entries: [], next: start.current };
      do {
        const page = await fetchPage({ limit: isAll ? LARGEST_PAGE : FIRST, cursor: next });
        if (mine !== turn.current) return;
        entries = [...entries, ...page.entries];
        next = page.next;
        setRest({ entries, next });
      } while (isAll && next);
    } catch (failure) {
      if (mine === turn.current) setError(failure);
    } finally {
      if (mine === turn.current) setReading(false);
    }
  }, dependencies);
  const latest = useRef(null);
  latest.current = rest;

  const next = rest ? rest.next : (first.data?.next ?? null);
  const entries = useMemo(() => (rest ? unique([...head, ...rest.entries]) : head), [head, rest]);
  const more = useCallback(() => read(false), [read]);
  const all = useCallback(() => read(true), [read]);
  return {
    entries,
    isLoaded: first.data !== undefined,
    isComplete: first.data !== undefined && !next,
    isReading,
    error: first.error ?? error,
    reload: first.reload,
    more,
    all,
  };
}

function unique(entries) {
  return [...new Map(entries.map((each) => [each.uuid, each])).values()];
}

/** The entries whose name or number has what was typed in it, by name where all of them are known. */
export function matching(entries, typed, isComplete) {
  const text = typed.trim().toLowerCase();
  const digits = text.replace(/\D/g, "");
  const found = text ? entries.filter((each) => matches(each, text, digits)) : entries;
  return isComplete ? [...found].sort(byName) : found;
}

function matches(entry, text, digits) {
  if (entry.name?.toLowerCase().includes(text)) return true;
  if (!digits || /[a-z]/.test(text)) return false;
  return entry.phoneNumber.includes(digits) || national(entry.phoneNumber).replace(/\D/g, "").includes(digits);
}

function byName(one, other) {
  if (!one.name !== !other.name) return one.name ? -1 : 1;
  return (one.name ?? "").localeCompare(other.name ?? "") || one.phoneNumber.localeCompare(other.phoneNumber);
}
