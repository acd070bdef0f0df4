import type { RouteObject } from "react-router";
import { Empty, Loading } from "../parts/states";
import { Broken } from "./broken";
import { Shell } from "./shell";
import { VIEWS } from "./views";
import Today from "../views/today/today";

const waiting = () => <Loading label="The view" lines={20} />;

export const routes: RouteObject[] = [
  {
    path: "/",
    element: <Shell />,
    errorElement: <Broken />,
    HydrateFallback: waiting,
    children: [
      { index: true, element: <Today /> },
      ...Object.entries(VIEWS).map(([path, load]) => ({ path, HydrateFallback: waiting, lazy: async () => ({ Component: (await load()).default }) })),
      { path: "*", element: <Empty title="There is no such view">Choose one of the views on the left.</Empty> },
    ],
  },
];
