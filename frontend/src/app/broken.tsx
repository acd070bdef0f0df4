import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";

interface Props {
  /** Where the page is; another place is worth another try. */
  at: string;
  children: ReactNode;
}

/** What is left when a view cannot be drawn, most often because a newer version of the page was put in place. */
export class Broken extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error("Something went wrong in the page.") };
  }

  override componentDidUpdate(before: Props): void {
    if (before.at !== this.props.at && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
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
}
