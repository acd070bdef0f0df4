// The one way this page talks to the suite.
const TIMEOUT_MS = 15_000; // a query of the biggest shop takes well under a second; a laptop that wakes up takes longer

/** What the suite said: `{status, body, data}`, data being whose it is, shop or demo. Status 0 is "no answer at all", with the reason in `body.detail`. */
export async function request(path, { method = "GET", body } = {}) {
  try {
    const answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-cache", // the browser asks with If-None-Match and takes a 304 for what it holds
      headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null, data: answer.headers.get("X-Shopsight-Data") };
  } catch (error) {
    const detail = error.name === "TimeoutError" ? `No answer within ${TIMEOUT_MS / 1000} seconds.` : "The suite does not answer.";
    return { status: 0, body: { title: "The suite is not reachable", detail } };
  }
}

/** The one-time code in the address, if there is one; it leaves the address bar at once, so it is not bookmarked or shared. */
export function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) history.replaceState(null, "", location.pathname + location.search);
  return code;
}
