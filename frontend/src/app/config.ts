// What the server that hands out this page says about where it runs. The same files serve everywhere.

/** How the page is set up. */
export interface Config {
  /** Where the services are; empty where they are at the page's own address. */
  apiOrigin: string;
  /** `code`: a one-time code in the address becomes a cookie. `proxy`: whoever sees the page is signed in. */
  signIn: "code" | "proxy";
}

/** The configuration in a text, or what holds on one machine where there is none. */
export function readConfig(text: string | null | undefined): Config {
  const here: Config = { apiOrigin: "", signIn: "code" };
  if (text === null || text === undefined || !text.startsWith("{")) return here;
  const said = JSON.parse(text) as Partial<Config>;
  return {
    apiOrigin: typeof said.apiOrigin === "string" ? said.apiOrigin.replace(/\/$/, "") : here.apiOrigin,
    signIn: said.signIn === "proxy" ? "proxy" : "code",
  };
}

export const config: Config = readConfig(
  document.querySelector<HTMLMetaElement>('meta[name="shopsight-config"]')?.content,
);

/** What styles that are made in the page carry, so that the content security policy lets them in. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
