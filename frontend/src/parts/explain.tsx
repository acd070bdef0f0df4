// The button for "how is this computed". What it opens is loaded when somebody means to press it.
import { lazy, startTransition, Suspense, useState } from "react";

/** The address of an answer that explains itself with explain=1; or words, where a definition is all there is to say. */
export type ExplainOf = { address: string } | { words: string };
export interface ExplainProps {
  of: ExplainOf;
  title: string;
}

const load = () => import("./explanation");
const Opened = lazy(load);

export function Explain({ of, title }: ExplainProps) {
  const [asked, setAsked] = useState(false);
  const begin = () => void load().catch(() => undefined); // pressed, it is asked for again, and the page says what is wrong
  const closed = (
    <button
      type="button"
      className="tool"
      onPointerEnter={begin}
      onFocus={begin}
      onClick={() => startTransition(() => setAsked(true))}
      aria-label={`How ${title} is computed`}
    >
      How?
    </button>
  );
  return <Suspense fallback={closed}>{asked ? <Opened of={of} title={title} /> : closed}</Suspense>;
}
