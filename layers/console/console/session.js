// The token, for as long as this tab is open: nothing is kept beyond it, and no other tab has it.
const KEPT_AS = "trunkline.token";

/** The token of this tab, or null. */
export function keptToken() {
  return window.sessionStorage.getItem(KEPT_AS);
}

/** Keep the token for this tab. */
export function keepToken(token) {
  window.sessionStorage.setItem(KEPT_AS, token);
}

/** Forget it. */
export function forgetToken() {
  window.sessionStorage.removeItem(KEPT_AS);
}

/** What a token may do, as `GET /api/v2/token` says it. */
export class Session {
  constructor(described) {
    this.workspaces = described.workspaces;
    this.expiresAt = described.expiresAt;
    this.scopes = new Set(described.scopes);
  }

  /** Whether numbers may be created, linked and changed. */
  get mayWrite() {
    return this.scopes.has("phones:write");
  }

  /** Whether numbers may be archived. */
  get mayArchive() {
    return this.scopes.has("phones:admin");
  }

  /** Whether webhooks and their deliveries may be seen. */
  get mayReadWebhooks() {
    return this.scopes.has("webhooks:read");
  }

  /** Whether webhooks may be created, changed, tried out and deleted. */
  get mayWriteWebhooks() {
    return this.scopes.has("webhooks:write");
  }

  /** In one word, for the corner of the page. */
  get role() {
    return this.mayArchive ? "Admin" : this.mayWrite || this.mayWriteWebhooks ? "Editor" : "Read only";
  }

  /** The workspace's name, or the start of its UUID where it has none. */
  nameOf(workspace) {
    const found = this.workspaces.find((each) => each.uuid === workspace);
    return found?.name || workspace.slice(0, 8);
  }
}
