import { lazy, Suspense, useState } from "react";
import { Route, Routes, useLocation } from "react-router";
import { Empty, Loading } from "../parts/states";
import { Broken } from "./broken";
import { Frame } from "./frame";
import { Shell } from "./shell";
import { viewHere, VIEWS } from "./views";
import Today from "../views/today/today";


/** The view of the address. One that is not here yet leaves the one before where it is; the first one, the empty page. */
export function Views() {
  const { pathname } = useLocation();
  const [views] = useState(() => Object.entries(VIEWS).map(([path, load]) => ({ path, View: viewHere(path) ?? lazy(load) })));
  return (
    <Broken at={pathname}>
      <Suspense
        fallback={
          <Frame>
            <Loading label="The view" lines={20} />
          </Frame>
        }
      >
        <Routes>
          <Route path="/" element={<Shell />}>
            <Route index element={<Today />} />
            {views.map(({ path, View }) => (
              <Route key={path} path={path} element={<View />} />
            ))}
            <Route path="*" element={<Empty title="There is no such view">Choose one of the views on the left.</Empty>} />
          </Route>
        </Routes>
      </Suspense>
    </Broken>
  );
}
