// The library that draws, under the names that all views use.
import { h } from "preact";
import htm from "htm";

export { Fragment, render } from "preact";
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

/** Makes what a template says; texts in it are always shown as texts. */
export const html = htm.bind(h);
