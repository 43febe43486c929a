// What is shown follows what happens, at a bounded cost: never while the tab is hidden, and the slower the longer nothing
// changes.
import { useCallback, useEffect, useRef, useState } from "./html.js";

const QUICK_MS = 4_000;
const SLOWEST_MS = 30_000;
const SLOWER_BY = 1.5;
// Links to recordings hold for ten minutes.
const STALE_MS = 5 * 60_000;

/**
 * Load something, and again for as long as the view is open.
 *
 * `load(signal)` gives what is to be shown. Returns `{data, error, reload}`; `data` stays while a later load fails.
 * `every` is the shortest time between two loads in milliseconds.
 */
export function useLive(load, dependencies, { every = QUICK_MS, slowest = SLOWEST_MS } = {}) {
  const [shown, setShown] = useState({ data: undefined, error: null });
  const now = useRef(() => {});
  useEffect(() => {
    setShown({ data: undefined, error: null });
    const following = follow(load, { every, slowest, show: setShown });
    now.current = following.now;
    return following.end;
  }, dependencies);
  const reload = useCallback(() => now.current(), []);
  return { ...shown, reload };
}

function follow(load, { every, slowest, show }) {
  const over = new AbortController();
  let timer = null;
  let pause = every;
  let before = null;
  let shownAt = 0;
  let turn = 0;

  const again = async () => {
    window.clearTimeout(timer);
    const mine = ++turn;
    try {
      const data = await load(over.signal);
      if (mine !== turn || over.signal.aborted) return;
      const after = JSON.stringify(data, withoutSignatures);
      pause = after === before ? Math.min(pause * SLOWER_BY, slowest) : every;
      if (after !== before || Date.now() - shownAt > STALE_MS) {
        shownAt = Date.now();
        show({ data, error: null });
      } else show((shown) => (shown.error ? { data: shown.data, error: null } : shown));
      before = after;
    } catch (error) {
      if (mine !== turn || over.signal.aborted) return;
      pause = Math.min(pause * 2, slowest);
      show((shown) => ({ data: shown.data, error }));
    }
    if (!document.hidden) timer = window.setTimeout(again, pause);
  };
  const now = () => {
    pause = every;
    return again();
  };
  const onVisibility = () => (document.hidden ? window.clearTimeout(timer) : now());
  const end = () => {
    over.abort();
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisibility);
  };
  document.addEventListener("visibilitychange", onVisibility);
  now();
  return { now, end };
}

/** A link is signed anew with each answer and leads to the same. */
function withoutSignatures(name, value) {
  return name === "url" && typeof value === "string" ? value.split("?")[0] : value;
}

/** Something that a person starts: `run(...)`, whether it is under way, and its error. */
export function useAction(act) {
  const [state, setState] = useState({ busy: false, error: null });
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...given) => {
    setState({ busy: true, error: null });
    try {
      const result = await latest.current(...given);
      setState({ busy: false, error: null });
      return result;
    } catch (error) {
      setState({ busy: false, error });
      return undefined;
    }
  }, []);
  return { ...state, run };
}

/** The time, told anew every so often, for texts such as "2 minutes ago". */
export function useNow(every = 20_000) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => !document.hidden && setNow(Date.now()), every);
    return () => window.clearInterval(timer);
  }, [every]);
  return now;
}
