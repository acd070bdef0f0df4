import { Button } from "@mantine/core";
import { useRouteError } from "react-router";

/** What is left when a view cannot be drawn, most often because a newer version of the page was put in place. */
export function Broken() {
  const error = useRouteError();
  return (
    <main className="entrance">
      <div className="panel state wrong" role="alert">
        <h1>This view cannot be shown</h1>
        <p>{error instanceof Error ? error.message : "Something went wrong in the page."}</p>
        <Button onClick={() => location.reload()}>Load the page anew</Button>
      </div>
    </main>
  );
}
