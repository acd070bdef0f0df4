import "@mantine/core/styles.css";
import "./page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createHashRouter, RouterProvider } from "react-router";
import { ask } from "./api/client";
import { styleNonce } from "./app/config";
import { keyOf, makeQueryClient } from "./app/queries";
import { signIn } from "./app/session";
import { theme, variables } from "./app/theme";
import { routes } from "./app/routes";
import { Entrance } from "./app/entrance";

const queries = makeQueryClient();
const signedIn = signIn();
// What every view begins with is asked for while the rest of the page is read.
void signedIn.then(
  (said) => {
    if ("who" in said) void queries.query({ queryKey: keyOf("/api/revenue/current", {}), queryFn: () => ask("get", "/api/revenue/current") }).catch(() => undefined);
  },
  () => undefined,
);
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
