// Where the page starts.
import { html, render } from "./html.js";
import { App } from "./app.js";

const place = document.getElementById("console");
place.textContent = "";
render(html`<${App} />`, place);
