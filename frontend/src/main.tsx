import "./mantine.css";
import "./page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createHashRouter, RouterProvider } from "react-router";
import { ask, type Asked, type PathWith } from "./api/client";
import { styleNonce } from "./app/config";
import { keyOf, makeQueryClient } from "./app/queries";
import { signIn } from "./app/session";
import { theme, variables } from "./app/theme";
import { routes } from "./app/routes";
import { Entrance } from "./app/entrance";
import { ALERTS_ASKED, REORDERS_ASKED } from "./views/today/asked";

const queries = makeQueryClient();
const hasCode = location.hash.startsWith("#code=");
const signedIn = signIn();
// Who has a session does not wait to be told so: what Today shows is asked for beside it.
if (!hasCode) {
  early("/api/revenue/current", {});
  if (location.hash === "" || location.hash === "#/") {
    early("/api/revenue/insights", {});
    early("/api/inventory/alerts", ALERTS_ASKED);
    early("/api/inventory/reorders", REORDERS_ASKED);
  }
}

function early<P extends PathWith<"get">>(path: P, asked: Asked<"get", P>): void {
  queries.query({ queryKey: keyOf(path, asked), queryFn: () => ask("get", path, asked) }).catch(() => undefined);
}

// A link with a new sign-in code, opened where the page is open already.
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#code=")) location.reload();
});

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queries}>
        <Entrance signedIn={signedIn} router={() => <RouterProvider router={createHashRouter(routes)} />} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
