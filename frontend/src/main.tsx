// The first thing a browser reads. It is small: what the page will show is asked for while the page itself still comes.
import "./mantine.css";
import "./page.css";
import "./views/today/today.css";
import { beginEarly } from "./app/early";
import { takeLink } from "./app/signing_in";

takeLink();
const begun = beginEarly().catch(() => () => undefined); // an address that makes no sense: the page says so

// A link with a new sign-in code, opened where the page is open already.
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#code=")) location.reload();
});

void Promise.all([import("./page"), begun]).then(([{ draw }, goOn]) => {
  draw();
  goOn();
});
