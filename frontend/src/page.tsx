import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createHashRouter, RouterProvider } from "react-router";
import { styleNonce } from "./app/config";
import { Entrance } from "./app/entrance";
import { makeQueryClient } from "./app/queries";
import { routes } from "./app/routes";
import { theme, variables } from "./app/theme";

const queries = makeQueryClient();

/** Put the page in the place of what index.html shows until then. */
export function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no element with the id root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
        <QueryClientProvider client={queries}>
          <Entrance router={() => <RouterProvider router={createHashRouter(routes)} />} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
