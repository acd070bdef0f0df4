import type { ReactNode } from "react";

/** The page around a view that is not known yet; index.html shows the same before anything is loaded. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="shell">
      <header className="top">
        <span className="brand">
          <img src="/icon.svg" alt="" width={20} height={20} />
          Shopsight
        </span>
      </header>
      <div className="nav" />
      <main id="main">{children}</main>
    </div>
  );
}
