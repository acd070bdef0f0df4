import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { HashRouter } from "react-router";
import { styleNonce } from "./app/config";
import { answered } from "./app/early";
import { Entrance } from "./app/entrance";
import { makeQueryClient } from "./app/queries";
import { Views } from "./app/routes";
import { theme, variables } from "./app/theme";


/** Put the page in the place of what index.html shows until then. */
export function draw(): void {
  const queries = makeQueryClient();
  // What is answered already is drawn at once, without the state in which it loads.
  for (const { key, data, at } of answered()) queries.setQueryData(key, data, { updatedAt: at });
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no element with the id root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
        <QueryClientProvider client={queries}>
          <Entrance>
            <HashRouter>
              <Views />
            </HashRouter>
          </Entrance>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
