import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { lazy, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { onWhose, whoseNow } from "../api/client";
import { live } from "./live";
import { Pulse } from "./pulse";
import { sharedPart, useRange } from "./range";
import { IdentityContext } from "./session";
import { signOut } from "./signing_in";
import { CONTROLS, loadControls, viewHere } from "./views";

const VIEWS = [
  { to: "/", name: "Today", icon: "M3 12l9-9 9 9M5 10v11h14V10" },
  { to: "/revenue", name: "Revenue", icon: "M3 20h18M4 16l5-6 4 4 7-9" },
  { to: "/inventory", name: "Inventory", icon: "M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10" },
  { to: "/customers", name: "Customers", icon: "M9 11a4 4 0 100-8 4 4 0 000 8zM2 21c0-4 3-7 7-7s7 3 7 7M17 4a4 4 0 010 7M19 14c2 1 3 4 3 7" },
  { to: "/recommendations", name: "Recommend", icon: "M12 3l2.6 5.6 6.1.7-4.5 4.2 1.2 6L12 16.5l-5.4 3 1.2-6L3.3 9.3l6.1-.7z" },
  { to: "/settings", name: "Settings", icon: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4" },
] as const;

function subscribeVisibility(told: () => void): () => void {
  document.addEventListener("visibilitychange", told);
  return () => document.removeEventListener("visibilitychange", told);
}

export function Shell() {
  const { search } = useRange();
  const kept = sharedPart(search);
  const who = useContext(IdentityContext);
  const { pathname, search: asked } = useLocation();
  const [whose, setWhose] = useState<string | null>(whoseNow);
  const visible = useSyncExternalStore(subscribeVisibility, () => document.visibilityState === "visible");
  const client = useQueryClient();
  const [RangeControls] = useState(() => viewHere(CONTROLS) ?? lazy(loadControls)); // Today has none: it comes with the views that have

  useEffect(() => {
    onWhose((data) => {
      setWhose((before) => {
        // Somebody loaded a shop of their own, or went back to the demo: nothing that is held speaks of it.
        if (before !== null && data !== null && before !== data) void client.invalidateQueries();
        return data ?? before;
      });
    });
  }, [client]);
  useEffect(() => {
    if (!visible) return undefined;
    live.start();
    return () => live.close();
  }, [visible]);
  useEffect(() => {
    const view = VIEWS.find(({ to }) => to !== "/" && pathname.startsWith(to)) ?? VIEWS[0];
    document.title = `${view.name} · Shopsight`;
    window.scrollTo(0, 0); // another view begins at its beginning
  }, [pathname]);

  return (
    <div className="shell">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the address after # is the view's
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the figures
      </a>
      <header className="top">
        <NavLink className="brand" to={`/${kept}`}>
          <img src="/icon.svg" alt="" width={20} height={20} />
          Shopsight
        </NavLink>
        {pathname !== "/" && !pathname.startsWith("/settings") && <RangeControls />}
        <Pulse />
      </header>
      <nav className="nav" aria-label="Views">
        {VIEWS.map((view) => (
          <NavLink key={view.to} to={view.to + kept} end={view.to === "/"}>
            <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
              <path d={view.icon} />
            </svg>
            {view.name}
          </NavLink>
        ))}
        <div className="nav-foot">
          <p className="dim">{who === null ? "" : `Signed in as ${who.role}`}</p>
          <button type="button" className="tool" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </nav>
      <main id="main" tabIndex={-1} data-view={pathname + asked}>
        {whose === "demo" && (
          <p className="demo" role="note">
            <b>Demo:</b> an invented shop. <NavLink to={`/settings${kept}`}>Load your own files</NavLink>
          </p>
        )}
        <Outlet />
      </main>
      <Busy />
    </div>
  );
}

/** For who listens to the page: that figures are being asked for. */
function Busy() {
  const asked = useIsFetching({ predicate: (query) => query.state.status === "pending" });
  return (
    <p className="unseen" aria-live="polite">
      {asked > 0 ? "Loading figures" : ""}
    </p>
  );
}
