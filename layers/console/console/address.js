// What is shown is named after the # of the page's address, so that it can be bookmarked, shared and gone back to.
import { useEffect, useState } from "./html.js";

/** The parts of an address: "#/w/<workspace>/numbers/7" is ["w", "<workspace>", "numbers", "7"]. */
function partsOf(hash) {
  return hash.replace(/^#\/?/, "").split("?")[0].split("/").filter(Boolean).map(decoded);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    // Typed by hand; it names nothing that exists, and the view says so.
    return part;
  }
}

/** The address of something in a workspace, for a link. */
export function addressOf(workspace, ...parts) {
  return `#/w/${[workspace, ...parts].map(encodeURIComponent).join("/")}`;
}

/** Go to an address. */
export function goTo(address) {
  window.location.hash = address;
}

/** The view that the address names: `{workspace, view, id, part}`. */
export function useAddress() {
  const [hash, setHash] = useState(window.location.hash);
  useEffect(() => {
    const follow = () => setHash(window.location.hash);
    window.addEventListener("hashchange", follow);
    // It may have changed between the first drawing and now.
    follow();
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  const [kind, workspace, view = "numbers", id, part] = partsOf(hash);
  return kind === "w" && workspace ? { workspace, view, id, part } : { view: "numbers" };
}
