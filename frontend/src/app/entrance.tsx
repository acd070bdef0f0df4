import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading, Wrong } from "../parts/states";
import { whoIsThere } from "./early";
import { Frame } from "./frame";
import { IdentityContext } from "./session";

/** The page for who is signed in; else how to sign in. The first answer is under way when the page is drawn. */
export function Entrance({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["session"],
    queryFn: whoIsThere,
    refetchInterval: 60_000, // a session that ended, or a role that was taken back, is noticed within a minute
  });
  if (data === undefined) {
    return <Frame>{error === null ? <Loading label="The page" lines={10} /> : <Wrong error={error} again={() => void refetch()} />}</Frame>;
  }
  if ("refused" in data) return <SignIn refused={data.refused} />;
  return <IdentityContext.Provider value={data.who}>{children}</IdentityContext.Provider>;
}

function SignIn({ refused }: { refused: string | null }) {
  return (
    <main className="entrance">
      <div className="panel">
        <h1>Sign in</h1>
        {refused !== null && (
          <p role="alert" className="problem">
            {refused}
          </p>
        )}
        <p>On the machine the suite runs on, ask for an address that signs this browser in, and open it:</p>
        <pre tabIndex={0}>.venv/bin/shopsight token --role owner --link</pre>
        <p className="dim">
          It works once, for twelve hours. <code>make up</code> prints one too. Roles: viewer, marketer, buyer, owner, admin. Signed in in another tab, this one goes on
          where it was.
        </p>
      </div>
    </main>
  );
}
